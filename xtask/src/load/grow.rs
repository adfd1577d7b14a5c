//! Makes the demonstration as large as asked for, through the product's own imports.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use super::process;

/// Imports invented people and opinions.
pub fn import(program: &Path, place: &[&str], folder: &Path, code: &str, people: usize, opinions: usize) -> Result<()> {
    if people > 0 {
        let mut text = String::from("name,unit\n");
        for n in 0..people {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\u{804c}\u{5de5}{n:06},\u{603b}\u{52a1}\u{90e8}");
        }
        let file = folder.join("people.csv");
        std::fs::write(&file, text)?;
        timed(program, &[&["import", "people", &file.display().to_string()], place].concat(), people, "people")?;
    }
    let words =
        ["\u{98df}\u{5802}\u{6392}\u{961f}", "\u{73ed}\u{8f66}\u{665a}\u{70b9}", "\u{57f9}\u{8bad}\u{592a}\u{5c11}"];
    let mut done = 0;
    // An import of opinions takes so many rows at once.
    while done < opinions {
        let rows = (opinions - done).min(5_000);
        let mut text = String::new();
        for n in done..done + rows {
            let what = words.get(n % words.len()).copied().unwrap_or_default();
            let _ = writeln!(text, "{{\"text\":\"{what}\u{ff0c}\u{7b2c}{n}\u{6761}\"}}");
        }
        let file = folder.join(format!("opinions-{done}.jsonl"));
        std::fs::write(&file, text)?;
        let import = ["import", "opinions", &file.display().to_string(), "--round", code];
        timed(program, &[import.as_slice(), place].concat(), rows, "opinions")?;
        done += rows;
    }
    Ok(())
}

fn timed(program: &Path, arguments: &[&str], rows: usize, what: &str) -> Result<()> {
    let began = Instant::now();
    process::output(program, arguments)?;
    println!("{rows} {what} imported in {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}
