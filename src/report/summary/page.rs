//! Markdown of bounded size: omitted rows are counted.

/// Bytes reserved for the note on omitted rows.
const RESERVE: usize = 1 << 10;

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

    /// Adds a table of at most `most` rows under a heading, unless it is empty. `else_where` tells where to find
    /// omitted rows.
    pub(super) fn table(
        &mut self,
        title: &str,
        head: &str,
        rows: impl ExactSizeIterator<Item = String>,
        most: usize,
        elsewhere: &str,
    ) {
        let number = rows.len();
        if number == 0 {
            return;
        }
        let lead = format!("### {title}\n\n{head}\n");
        if !self.fits(&lead) {
            self.left_out += number;
            return;
        }
        self.text.push_str(&lead);
        let mut shown = 0;
        for row in rows.take(most) {
            if !self.fits(&row) {
                break;
            }
            self.text.push_str(&row);
            self.text.push('\n');
            shown += 1;
        }
        self.text.push('\n');
        if shown < number {
            self.line(&format!("{} of {number} rows are left out; {elsewhere}.\n", number - shown));
        }
    }

    /// The whole page.
    pub(super) fn end(mut self) -> String {
        if self.left_out > 0 {
            let (number, limit) = (self.left_out, (self.limit + RESERVE) >> 10);
            self.text.push_str(&format!("{number} more lines are left out, because this is cut at {limit} KiB.\n\n"));
        }
        self.text
    }
}
