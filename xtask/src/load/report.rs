//! The table: what must be reached, what was, and whether it is enough.

/// One line of the table.
pub struct Line {
    /// What was driven.
    pub storm: String,
    /// What must be reached, in words.
    pub must: &'static str,
    /// What was, in words.
    pub got: String,
    /// Whether that is enough; nothing where no mark was set.
    pub reached: Option<bool>,
}

/// All lines so far; printed as they come.
#[derive(Default)]
pub struct Report {
    lines: Vec<Line>,
}

impl Report {
    /// Adds a line and prints it.
    pub fn add(&mut self, line: Line) {
        if self.lines.is_empty() {
            println!("| storm | must | got | reached |\n|---|---|---|---|");
        }
        let reached = line.reached.map_or("", |r| if r { "yes" } else { "NO" });
        println!("| {} | {} | {} | {reached} |", line.storm, line.must, line.got);
        self.lines.push(line);
    }

    /// The last line: how many marks were reached.
    pub fn end(&self) {
        let marks = self.lines.iter().filter_map(|l| l.reached);
        let (reached, of) = marks.fold((0, 0), |(r, n), yes| (r + u32::from(yes), n + 1));
        println!("{reached} of {of} marks reached");
    }
}

/// The middle one of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
