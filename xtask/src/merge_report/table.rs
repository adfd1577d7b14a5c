//! The table itself: a row as soon as it is known.

use anyhow::Result;

/// What a figure must reach.
pub enum Mark {
    Least(f64),
    Most(f64),
    /// Nothing; it is told.
    Shown,
}

pub struct Table {
    reached: usize,
    marks: usize,
}

impl Table {
    pub fn new() -> Table {
        println!("{:<22} {:<22} {:>10} {:>10}  {:<10} reached", "set", "figure", "reference", "ours", "must reach");
        println!("{}", "-".repeat(88));
        Table { reached: 0, marks: 0 }
    }

    pub fn row(&mut self, set: &str, figure: &str, reference: Option<f64>, ours: f64, mark: Mark) {
        let reference = reference.map_or_else(String::new, shown);
        // Compared as they are shown: a figure is stated to three places.
        let near = if ours < 10.0 { (ours * 1000.0).round() / 1000.0 } else { ours };
        let (must, reached) = match mark {
            Mark::Least(least) => (format!("≥ {}", shown(least)), Some(near >= (least * 1000.0).round() / 1000.0)),
            Mark::Most(most) => (format!("≤ {}", shown(most)), Some(ours <= most)),
            Mark::Shown => (String::new(), None),
        };
        if let Some(reached) = reached {
            self.marks += 1;
            self.reached += usize::from(reached);
        }
        let said = match reached {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        println!("{set:<22} {figure:<22} {reference:>10} {:>10}  {must:<10} {said}", shown(ours));
    }

    pub fn note(&self, set: &str, note: &str) -> Result<()> {
        println!("{set:<22} {note}");
        Ok(())
    }

    pub fn end(&self) {
        println!("{}", "-".repeat(88));
        println!("{} of {} figures that must be reached are reached", self.reached, self.marks);
    }
}

fn shown(figure: f64) -> String {
    if figure >= 1000.0 {
        format!("{figure:.0}")
    } else if figure >= 10.0 {
        format!("{figure:.1}")
    } else {
        format!("{figure:.3}")
    }
}
