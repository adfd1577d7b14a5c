//! Models of language for merging: a folder on this machine, or a service that speaks the embeddings interface of OpenAI.
//! Off unless somebody names one. `crates/merge` calls no model itself; here are the two ways to bring one.

mod endpoint;
mod folder;

use std::path::PathBuf;

use merge::{EmbedError, Embedder};

pub use endpoint::Endpoint;
pub use folder::Folder;

/// Where the model is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder in the format of Model2Vec. Nothing leaves the machine.
    Folder(PathBuf),
    /// A service. The texts leave this machine.
    Endpoint {
        /// Its address, up to and with `/v1` or the whole way to `/embeddings`.
        url: String,
        /// The model it is asked for.
        model: String,
        /// The key it asks for, if it does.
        key: Option<String>,
    },
}

/// Who may read an original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// Someone who gave a name.
    Named,
    /// Someone whose name is kept back, or who gave none.
    Hidden,
}

impl Source {
    /// Does a text that is compared leave this machine?
    #[must_use]
    pub fn leaves_the_machine(&self) -> bool {
        matches!(self, Source::Endpoint { .. })
    }

    /// May the model read a text of this speaker? What was said anonymously or in confidence leaves the machine only where
    /// the round allows it, which the page of submission then says.
    #[must_use]
    pub fn may_read(&self, speaker: Speaker, round_allows: bool) -> bool {
        !self.leaves_the_machine() || speaker == Speaker::Named || round_allows
    }

    /// Opens it.
    ///
    /// # Errors
    /// The folder holds no model that can be read, or the address none that can be asked.
    pub fn open(&self) -> Result<Box<dyn Embedder>, EmbedError> {
        match self {
            Source::Folder(path) => Ok(Box::new(Folder::open(path)?)),
            Source::Endpoint { url, model, key } => Ok(Box::new(Endpoint::new(url, model, key.as_deref())?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_speakers_leave_only_where_the_round_allows_it() {
        let away = Source::Endpoint { url: "http://x/v1".into(), model: "m".into(), key: None };
        let here = Source::Folder("m".into());
        for (source, speaker, round, may) in [
            (&away, Speaker::Named, false, true),
            (&away, Speaker::Hidden, false, false),
            (&away, Speaker::Hidden, true, true),
            (&here, Speaker::Hidden, false, true),
        ] {
            assert_eq!(source.may_read(speaker, round), may, "{source:?} {speaker:?} {round}");
        }
    }
}
