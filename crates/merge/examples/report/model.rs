//! A model of language for the report: vectors from a file, or from a program that is asked on its standard input.

use merge::{EmbedError, Embedder};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// Vectors by text, and who is asked for those not known yet.
#[derive(Default)]
pub struct Model {
    known: Mutex<HashMap<String, Vec<f32>>>,
    asked: Option<Mutex<Asked>>,
    /// Where new vectors are written down, for the next run.
    kept: Option<Mutex<std::fs::File>>,
}

struct Asked {
    _child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Model {
    pub fn is_none(&self) -> bool {
        self.asked.is_none() && self.known.lock().unwrap().is_empty()
    }

    /// Reads `{"text","vector"}` a line, and writes there what a program answers later.
    pub fn read(&mut self, path: &str) {
        let known = self.known.get_mut().unwrap();
        for line in std::fs::read_to_string(path).unwrap_or_default().lines() {
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            known.insert(v["text"].as_str().unwrap().to_owned(), vector(&v["vector"]));
        }
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        self.kept = Some(Mutex::new(file.unwrap_or_else(|e| panic!("{path}: {e}"))));
    }

    /// Starts a program that answers a line with a list of texts by a line with a list of vectors.
    pub fn ask(&mut self, command: &str) {
        let mut words = command.split_whitespace();
        let mut child = Command::new(words.next().unwrap_or_default())
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{command}: {e}"));
        let (questions, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        self.asked = Some(Mutex::new(Asked { _child: child, questions, answers }));
    }

    fn learn(&self, texts: &[&str]) -> Result<(), EmbedError> {
        let Some(asked) = &self.asked else {
            return Err(EmbedError(format!("no vector for {}", texts.join(" / "))));
        };
        let mut asked = asked.lock().unwrap();
        writeln!(asked.questions, "{}", serde_json::json!(texts)).map_err(|e| EmbedError(e.to_string()))?;
        let mut answer = String::new();
        asked.answers.read_line(&mut answer).map_err(|e| EmbedError(e.to_string()))?;
        let answer: serde_json::Value = serde_json::from_str(&answer).map_err(|e| EmbedError(e.to_string()))?;
        for (text, numbers) in texts.iter().zip(answer.as_array().into_iter().flatten()) {
            if let Some(file) = &self.kept {
                let line = serde_json::json!({"text": text, "vector": numbers});
                writeln!(file.lock().unwrap(), "{line}").map_err(|e| EmbedError(e.to_string()))?;
            }
            self.known.lock().unwrap().insert((*text).to_owned(), vector(numbers));
        }
        Ok(())
    }
}

fn vector(numbers: &serde_json::Value) -> Vec<f32> {
    numbers.as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32).collect()
}

impl Embedder for Model {
    fn name(&self) -> String {
        "the report's model".to_owned()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let unknown: Vec<&str> =
            texts.iter().copied().filter(|text| !self.known.lock().unwrap().contains_key(*text)).collect();
        if !unknown.is_empty() {
            self.learn(&unknown)?;
        }
        let known = self.known.lock().unwrap();
        let one = |text: &&str| known.get(*text).cloned().ok_or_else(|| EmbedError(format!("no vector for {text}")));
        texts.iter().map(one).collect()
    }
}
