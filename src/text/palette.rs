//! The colors of terminal output.

use anstyle::{AnsiColor, Style};

/// Titles and headings.
pub const BOLD: Style = Style::new().bold();
/// Less important text.
pub const DIM: Style = Style::new().dimmed();
/// Errors and forbidden changes.
pub const RED: Style = AnsiColor::Red.on_default();
/// Warnings.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// Notes, and locations in a diff.
pub const CYAN: Style = AnsiColor::Cyan.on_default();
/// Success, and additions.
pub const GREEN: Style = AnsiColor::Green.on_default();
