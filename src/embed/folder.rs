//! A model in a folder, in the format of Model2Vec: `tokenizer.json` cuts a text into pieces, `model.safetensors` holds a
//! vector for each piece, and a text is the mean of its pieces. Read here and not by a library of tokenisers, because
//! merging has spelled the text already and two ways of cutting are all these models use (docs/adr/0016).

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use merge::{EmbedError, Embedder, normalise};
use serde_json::Value;

/// Pieces of a text that are looked at.
const LONGEST: usize = 512;
/// Characters of the longest piece that is looked for.
const LONGEST_PIECE: usize = 24;

/// A model read into memory.
#[derive(Debug)]
pub struct Folder {
    name: String,
    width: usize,
    /// One row for each piece.
    values: Vec<f32>,
    /// How much each piece counts; empty if all count alike.
    weights: Vec<f32>,
    /// Which row a piece has; empty if its own.
    mapping: Vec<usize>,
    cut: Cut,
}

/// How a word becomes pieces.
#[derive(Debug)]
enum Cut {
    /// The longest piece from the left; later pieces of a word bear a mark.
    Longest { vocabulary: HashMap<String, usize>, mark: String },
    /// The most likely pieces; a word begins with a mark.
    Likely { vocabulary: HashMap<String, (usize, f32)>, unknown: Option<usize> },
}

const WORD: char = '\u{2581}';

impl Folder {
    /// Reads a folder.
    ///
    /// # Errors
    /// A file is missing or is not what it should be.
    pub fn open(path: &Path) -> Result<Folder, EmbedError> {
        let read = |name: &str| {
            let file = path.join(name);
            fs::read(&file).map_err(|e| EmbedError(format!("{}: {e}", file.display())))
        };
        let (tokenizer, model) = (read("tokenizer.json")?, read("model.safetensors")?);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{name} {}", blake3::hash(&model).to_hex().get(..12).unwrap_or_default());
        Folder::parse(name, &tokenizer, &model).map_err(|why| EmbedError(format!("{}: {why}", path.display())))
    }

    fn parse(name: String, tokenizer: &[u8], model: &[u8]) -> Result<Folder, String> {
        let tensors = Tensors::new(model)?;
        let (values, shape) = match tensors.floats("embeddings")? {
            Some(found) => found,
            None => tensors.floats("embedding.weight")?.ok_or("no tensor of embeddings")?,
        };
        let width = shape.get(1).copied().unwrap_or(0);
        if shape.len() != 2
            || width == 0
            || shape.first().and_then(|rows| rows.checked_mul(width)) != Some(values.len())
        {
            return Err("the embeddings are no table".to_owned());
        }
        let weights = tensors.floats("weights")?.map(|found| found.0).unwrap_or_default();
        let mapping = tensors.numbers("mapping")?.unwrap_or_default();
        Ok(Folder { name, width, values, weights, mapping, cut: Cut::parse(tokenizer)? })
    }

    fn vector(&self, text: &str) -> Vec<f32> {
        let pieces = self.cut.pieces(&normalise(text));
        let mut sum = vec![0.0; self.width];
        for piece in pieces.into_iter().take(LONGEST) {
            let row = if self.mapping.is_empty() { Some(piece) } else { self.mapping.get(piece).copied() };
            let weight = if self.weights.is_empty() { 1.0 } else { self.weights.get(piece).copied().unwrap_or(0.0) };
            let Some(from) = row.and_then(|row| row.checked_mul(self.width)) else { continue };
            for (sum, value) in sum.iter_mut().zip(self.values.get(from..).unwrap_or_default()) {
                *sum += weight * value;
            }
        }
        sum
    }
}

impl Embedder for Folder {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        Ok(texts.iter().map(|text| self.vector(text)).collect())
    }
}

impl Cut {
    fn parse(tokenizer: &[u8]) -> Result<Cut, String> {
        let all: Value = serde_json::from_slice(tokenizer).map_err(|e| format!("tokenizer.json: {e}"))?;
        let model = all.get("model").ok_or("tokenizer.json: no model")?;
        let index = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
        let wanted = || "tokenizer.json: no vocabulary".to_owned();
        match (model.get("type").and_then(Value::as_str), model.get("vocab")) {
            (Some("WordPiece"), Some(Value::Object(vocab))) => {
                let unknown = model.get("unk_token").and_then(Value::as_str).unwrap_or("[UNK]");
                let known = vocab.iter().filter(|(piece, _)| *piece != unknown);
                let vocabulary: Option<_> = known.map(|(piece, at)| Some((piece.clone(), index(at)?))).collect();
                let mark = model.get("continuing_subword_prefix").and_then(Value::as_str).unwrap_or("##").to_owned();
                Ok(Cut::Longest { vocabulary: vocabulary.ok_or_else(wanted)?, mark })
            }
            (Some("Unigram"), Some(Value::Array(vocab))) => {
                let one = |(at, pair): (usize, &Value)| {
                    let likely: f32 = pair.get(1)?.to_string().parse().ok()?;
                    Some((pair.get(0)?.as_str()?.to_owned(), (at, likely)))
                };
                let vocabulary: Option<_> = vocab.iter().enumerate().map(one).collect();
                let unknown = model.get("unk_id").and_then(index);
                Ok(Cut::Likely { vocabulary: vocabulary.ok_or_else(wanted)?, unknown })
            }
            (kind, _) => Err(format!("tokenizer.json: WordPiece and Unigram can be read, not {kind:?}")),
        }
    }

    fn pieces(&self, text: &str) -> Vec<usize> {
        let mut out = Vec::new();
        match self {
            Cut::Longest { vocabulary, mark } => {
                // Marks and Chinese characters are words of their own.
                let mut word = Vec::new();
                for c in text.chars().chain([' ']) {
                    let alone = !c.is_alphanumeric() || u32::from(c) >= 0x2e80;
                    if !alone {
                        word.push(c);
                        continue;
                    }
                    out.extend(longest(&word, vocabulary, mark));
                    word.clear();
                    if !c.is_whitespace() {
                        out.extend(longest(&[c], vocabulary, mark));
                    }
                }
            }
            Cut::Likely { vocabulary, unknown } => {
                for word in text.split_whitespace() {
                    let chars: Vec<char> = [WORD].into_iter().chain(word.chars()).collect();
                    out.extend(likely(&chars, vocabulary).into_iter().filter(|piece| Some(*piece) != *unknown));
                }
            }
        }
        out
    }
}

/// The longest pieces from the left; nothing of a word that cannot be cut to its end.
fn longest(word: &[char], vocabulary: &HashMap<String, usize>, mark: &str) -> Vec<usize> {
    let (mut out, mut from) = (Vec::new(), 0);
    while from < word.len() {
        let start = if from == 0 { "" } else { mark };
        let ends = (from + 1..=word.len().min(from + LONGEST_PIECE)).rev();
        let found = ends.into_iter().find_map(|end| {
            let piece: String = start.chars().chain(word.get(from..end)?.iter().copied()).collect();
            vocabulary.get(&piece).map(|at| (*at, end))
        });
        let Some((at, end)) = found else { return Vec::new() };
        out.push(at);
        from = end;
    }
    out
}

/// The pieces whose likelihoods add up to most (Viterbi); a character that is no piece costs much and yields nothing.
fn likely(chars: &[char], vocabulary: &HashMap<String, (usize, f32)>) -> Vec<usize> {
    const STRANGE: f32 = -100.0;
    let mut best: Vec<(f32, usize, Option<usize>)> = vec![(0.0, 0, None)];
    for end in 1..=chars.len() {
        let before = best.get(end - 1).map_or(0.0, |b| b.0);
        let mut here = (before + STRANGE, end - 1, None);
        for from in end.saturating_sub(LONGEST_PIECE)..end {
            let piece: String = chars.get(from..end).unwrap_or_default().iter().collect();
            if let (Some((at, likely)), Some(start)) = (vocabulary.get(&piece), best.get(from))
                && start.0 + likely > here.0
            {
                here = (start.0 + likely, from, Some(*at));
            }
        }
        best.push(here);
    }
    let (mut out, mut end) = (Vec::new(), chars.len());
    while end > 0 {
        let Some((_, from, piece)) = best.get(end) else { break };
        out.extend(piece);
        end = *from;
    }
    out.reverse();
    out
}

/// The tables of a `.safetensors` file.
struct Tensors<'a> {
    header: Value,
    data: &'a [u8],
}

impl<'a> Tensors<'a> {
    fn new(file: &'a [u8]) -> Result<Tensors<'a>, String> {
        let broken = || "model.safetensors is cut short".to_owned();
        let (length, rest) = file.split_first_chunk::<8>().ok_or_else(broken)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| broken())?;
        let (header, data) = rest.split_at_checked(length).ok_or_else(broken)?;
        let header = serde_json::from_slice(header).map_err(|e| format!("model.safetensors: {e}"))?;
        Ok(Tensors { header, data })
    }

    fn raw(&self, name: &str) -> Result<Option<(&str, Vec<usize>, &'a [u8])>, String> {
        let Some(entry) = self.header.get(name) else { return Ok(None) };
        let list = |key: &str| -> Option<Vec<usize>> {
            entry.get(key)?.as_array()?.iter().map(|n| usize::try_from(n.as_u64()?).ok()).collect()
        };
        let found = || {
            let offsets = list("data_offsets")?;
            let bytes = self.data.get(*offsets.first()?..*offsets.get(1)?)?;
            Some((entry.get("dtype")?.as_str()?, list("shape")?, bytes))
        };
        found().map(Some).ok_or_else(|| format!("model.safetensors: {name} does not stand where it should"))
    }

    fn floats(&self, name: &str) -> Result<Option<(Vec<f32>, Vec<usize>)>, String> {
        let Some((kind, shape, bytes)) = self.raw(name)? else { return Ok(None) };
        let values = match kind {
            "F32" => bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
            "F16" => bytes.as_chunks::<2>().0.iter().map(|b| half(u16::from_le_bytes(*b))).collect(),
            "BF16" => bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|b| f32::from_bits(u32::from(u16::from_le_bytes(*b)) << 16))
                .collect(),
            #[allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "weights need no more digits")]
            "F64" => bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b) as f32).collect(),
            other => return Err(format!("model.safetensors: {name} is of the kind {other}, which cannot be read")),
        };
        Ok(Some((values, shape)))
    }

    fn numbers(&self, name: &str) -> Result<Option<Vec<usize>>, String> {
        let Some((kind, _, bytes)) = self.raw(name)? else { return Ok(None) };
        let values: Option<Vec<usize>> = match kind {
            "I64" => bytes.as_chunks::<8>().0.iter().map(|b| usize::try_from(i64::from_le_bytes(*b)).ok()).collect(),
            "I32" => bytes.as_chunks::<4>().0.iter().map(|b| usize::try_from(i32::from_le_bytes(*b)).ok()).collect(),
            _ => None,
        };
        values.map(Some).ok_or_else(|| format!("model.safetensors: {name} cannot be read"))
    }
}

/// A number of sixteen bits: sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f32 {
    let bits = u32::from(bits);
    let (sign, exponent, fraction) = ((bits & 0x8000) << 16, (bits >> 10) & 0x1f, bits & 0x3ff);
    match exponent {
        // Too small to have a leading one: so many parts of 2 to the 24th.
        0 => {
            let value = f32::from(u16::try_from(fraction).unwrap_or(0)) / 16_777_216.0;
            if sign == 0 { value } else { -value }
        }
        0x1f => f32::from_bits(sign | 0x7f80_0000 | (fraction << 13)),
        _ => f32::from_bits(sign | ((exponent + 112) << 23) | (fraction << 13)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(kind: &str, shape: &str, bytes: &[u8]) -> Vec<u8> {
        let header =
            format!(r#"{{"embeddings":{{"dtype":"{kind}","shape":{shape},"data_offsets":[0,{}]}}}}"#, bytes.len());
        let mut out = u64::try_from(header.len()).unwrap().to_le_bytes().to_vec();
        out.extend(header.as_bytes());
        out.extend(bytes);
        out
    }

    fn model() -> Vec<u8> {
        let values = [1.0_f32, 0.0, 0.0, 1.0, 2.0, 2.0];
        file("F32", "[3,2]", &values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>())
    }

    #[test]
    fn both_ways_of_cutting() {
        let pieces =
            br###"{"model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"can":0,"##teen":1,"queue":2}}}"###;
        let folder = Folder::parse("m".into(), pieces, &model()).unwrap();
        assert_eq!(folder.embed(&["Canteen", "queue, queue", "lamp"]).unwrap(), [[1.0, 1.0], [4.0, 4.0], [0.0, 0.0]]);
        let likely = r#"{"model":{"type":"Unigram","unk_id":2,"vocab":[["▁can",-2.5],["teen",-2],["<unk>",0]]}}"#;
        let folder = Folder::parse("m".into(), likely.as_bytes(), &model()).unwrap();
        assert_eq!(folder.embed(&["canteen", "lamp"]).unwrap(), [[1.0, 1.0], [0.0, 0.0]]);
    }

    #[test]
    fn halves() {
        for (bits, value) in [(0x3c00, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8), (0, 0.0)]
        {
            assert!((half(bits) - value).abs() < 1e-9, "{bits:#x}");
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }

    #[test]
    fn broken_files_are_refused() {
        let pieces = br#"{"model":{"type":"WordPiece","vocab":{"can":0}}}"#;
        for model in
            [Vec::new(), vec![255; 8], vec![255; 40], file("I8", "[1,2]", &[0; 2]), file("F32", "[9,2]", &[0; 8])]
        {
            assert!(Folder::parse("m".into(), pieces, &model).is_err());
        }
        assert!(Folder::parse("m".into(), br#"{"model":{"type":"BPE","vocab":{}}}"#, &model()).is_err());
        let folder = tempfile::tempdir().unwrap();
        assert!(Folder::open(folder.path()).is_err());
    }
}
