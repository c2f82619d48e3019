//! The colors of terminal output.

use anstyle::{AnsiColor, Style};

/// Titles and headings.
pub const BOLD: Style = Style::new().bold();
/// What matters less.
pub const DIM: Style = Style::new().dimmed();
/// Errors, and what is not allowed.
pub const RED: Style = AnsiColor::Red.on_default();
/// Warnings.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// Notes, and places of a diff.
pub const CYAN: Style = AnsiColor::Cyan.on_default();
/// Success, and what is added.
pub const GREEN: Style = AnsiColor::Green.on_default();
