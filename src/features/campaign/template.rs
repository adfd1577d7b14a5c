//! Phases and activities to begin with: plain data (R66, R73), copied into the new campaign and editable there.

use serde::Deserialize;

use crate::text::Lang;

/// A ready set of phases.
#[derive(Clone, Debug, Deserialize)]
pub struct Template {
    /// How a form names it.
    pub code: String,
    /// The phases in order.
    pub phases: Vec<TemplatePhase>,
}

/// A phase of a template.
#[derive(Clone, Debug, Deserialize)]
pub struct TemplatePhase {
    /// First month.
    pub from: i8,
    /// Last month.
    pub to: i8,
    zh: String,
    en: String,
    /// The mandatory activities.
    pub activities: Vec<Wording>,
}

/// A name in both languages. What is copied is text of the campaign from then on, in the language of who created it.
#[derive(Clone, Debug, Deserialize)]
pub struct Wording {
    zh: String,
    en: String,
}

impl Wording {
    /// In a language.
    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.zh } else { &self.en }
    }
}

impl TemplatePhase {
    /// In a language.
    pub fn name(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.zh } else { &self.en }
    }
}

/// All templates. The file is part of the program and a test reads it; a broken one would offer none.
pub fn all() -> Vec<Template> {
    serde_json::from_str(include_str!("template.json")).unwrap_or_default()
}

/// One by its code.
pub fn find(code: &str) -> Option<Template> {
    all().into_iter().find(|t| t.code == code)
}
