//! Markdown of bounded size: omitted rows are counted.

/// Bytes reserved for the note on omitted rows.
const RESERVE: usize = 1 << 10;
/// Maximum number of rows in a table.
const ROWS: usize = 50;
/// Rows of a table that are not folded.
const OPEN: usize = 10;

/// A page being written.
pub(super) struct Page {
    text: String,
    limit: usize,
    left_out: usize,
}

impl Page {
    /// An empty page of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Page { text: String::new(), limit: limit.saturating_sub(RESERVE), left_out: 0 }
    }

    fn fits(&self, text: &str) -> bool {
        self.text.len() + text.len() < self.limit
    }

    /// Adds one line, or several that belong together.
    pub(super) fn line(&mut self, line: &str) {
        if self.fits(line) {
            self.text.push_str(line);
            self.text.push('\n');
        } else {
            self.left_out += 1;
        }
    }

    /// Adds a table under a heading, unless it is empty. Empty columns are omitted, rows beyond the first [`OPEN`] folded.
    /// `elsewhere` tells where to find omitted rows.
    pub(super) fn table(&mut self, title: &str, head: &[&str], rows: Vec<Vec<String>>, elsewhere: &str) {
        let number = rows.len();
        let filled = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
        let columns: Vec<usize> = (0..head.len()).filter(|column| filled(*column)).collect();
        let line = |cells: &dyn Fn(usize) -> String| {
            let cells: Vec<String> = columns.iter().map(|column| cells(*column)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let names = line(&|column| head.get(column).copied().unwrap_or_default().to_owned());
        let head = names + &line(&|_| "---".to_owned());
        let lead = format!("### {title}\n\n{head}");
        if number == 0 || !self.fits(&lead) {
            self.left_out += number;
            return;
        }
        self.text.push_str(&lead);
        let mut shown = 0;
        for row in rows.iter().take(ROWS) {
            let row = line(&|column| row.get(column).cloned().unwrap_or_default());
            let fold = if shown == OPEN {
                format!("\n<details><summary>{} more</summary>\n\n{head}", number - OPEN)
            } else {
                String::new()
            };
            if !self.fits(&format!("{fold}{row}")) {
                break;
            }
            self.text.push_str(&fold);
            self.text.push_str(&row);
            shown += 1;
        }
        self.text.push_str(if shown > OPEN { "\n</details>\n\n" } else { "\n" });
        if shown < number {
            self.line(&format!("{} of {number} rows are left out; {elsewhere}.\n", number - shown));
        }
    }

    /// The whole page.
    pub(super) fn end(mut self) -> String {
        if self.left_out > 0 {
            let (number, limit) = (self.left_out, (self.limit + RESERVE) >> 10);
            self.text.push_str(&format!(
                "{number} more lines are omitted because the summary is limited to {limit} KiB.\n\n"
            ));
        }
        self.text
    }
}
