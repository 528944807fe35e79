//! A table: which columns make it, and its rows.

/// A column that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What it is called in receipts.
    pub name: &'static str,
    /// What else files call it. Case, spaces, hyphens and underscores never matter.
    pub also: &'static [&'static str],
}

impl Column {
    /// A column known by one name.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, also: &[] }
    }

    /// A column that files call by other names too.
    #[must_use]
    pub const fn or(name: &'static str, also: &'static [&'static str]) -> Self {
        Self { name, also }
    }

    fn is(&self, heading: &str) -> bool {
        heading == plain(self.name) || self.also.iter().any(|a| heading == plain(a))
    }
}

/// A table that is looked for: its name, the columns that are kept, and those by which it is known.
#[derive(Debug)]
pub struct Shape {
    /// What it is called in receipts.
    pub name: &'static str,
    /// The columns that are kept, in the order of a row's cells.
    pub columns: &'static [Column],
    /// Columns that must be there.
    pub needs: &'static [Column],
    /// Columns of which one must be there; none means that `needs` are enough.
    pub any_of: &'static [Column],
}

impl Shape {
    /// Whether headings (already made [`plain`]) are those of this table.
    #[must_use]
    pub fn fits(&self, headings: &[String]) -> bool {
        let has = |c: &Column| headings.iter().any(|h| c.is(h));
        self.needs.iter().all(has) && (self.any_of.is_empty() || self.any_of.iter().any(has))
    }

    /// Where each kept column stands among the headings; the first where a name comes twice.
    #[must_use]
    pub fn places(&self, headings: &[String]) -> Vec<Option<usize>> {
        self.columns.iter().map(|c| headings.iter().position(|h| c.is(h))).collect()
    }
}

/// What is wrong with a row before any of its cells is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// Every cell is empty.
    Empty,
    /// It is the header row once more.
    HeaderAgain,
    /// Cells are missing at its end: how many there should be.
    Short(usize),
    /// There are more cells than headings, and something stands in them.
    Long(usize),
    /// A quotation mark is opened and never closed.
    OpenQuote,
}

/// A row: the line it begins on, and the cells of the columns that are kept, trimmed; empty where a column is not there.
#[derive(Debug, Clone)]
pub struct Row {
    /// Line in the file, from 1.
    pub line: u64,
    /// One cell per column of the shape.
    pub cells: Vec<String>,
    /// What is wrong with it, where something is.
    pub fault: Option<RowFault>,
}

impl Row {
    /// The cell of the `n`-th column; empty where there is none.
    #[must_use]
    pub fn cell(&self, n: usize) -> &str {
        self.cells.get(n).map_or("", String::as_str)
    }
}

/// A table that was found.
#[derive(Debug)]
pub struct Table {
    /// Which one.
    pub shape: &'static Shape,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A heading without what people write differently: case, spaces, hyphens, underscores.
#[must_use]
pub fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
