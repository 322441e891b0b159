//! What must hold of whatever comes from outside, one function for each way in: `crates/fuzz`
//! calls them with what a fuzzer makes up, the test below with the corpus that lies there.
//!
//! They panic where it does not hold, and are in no build that serves.

mod answers;
mod requests;
mod telephony;

use domain::{Language, Tenant, TenantId};

pub use answers::answer;
pub use requests::{draft, template, url};
pub use telephony::{events, phone, twilio, zadarma};

/// A way in, by the name of its folder in the corpus.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 8] = [
    ("answer", answer),
    ("draft", draft),
    ("events", events),
    ("phone", phone),
    ("template", template),
    ("twilio", twilio),
    ("url", url),
    ("zadarma", zadarma),
];

/// When everything happens, in milliseconds since 1970.
const NOW: i64 = 1_772_871_785_000;

fn tenant(country: &str) -> Tenant {
    Tenant {
        id: TenantId(uuid::Uuid::from_u128(1)),
        name: "Flower shop".to_owned(),
        zone: "Europe/Kyiv".to_owned(),
        country: country.to_owned(),
        language: Language::Uk,
        revision: 1,
        created_at: 0,
        suspended: None,
        hours: None,
    }
}

/// What cannot be read as text is no text field of anything.
fn text(data: &[u8]) -> &str {
    std::str::from_utf8(data).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    fn files(folder: &str) -> Vec<PathBuf> {
        let fuzz = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/fuzz");
        let entries = fs::read_dir(fuzz.join(folder)).unwrap();
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    fn names(folder: &str) -> BTreeSet<String> {
        let names = files(folder);
        let names = names.iter().filter_map(|path| path.file_stem());
        names
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    }

    /// Names an input that breaks the program.
    struct Trying<'a>(&'a Path);

    impl Drop for Trying<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                println!("broken by {}", self.0.display());
            }
        }
    }

    #[test]
    fn the_whole_corpus_is_withstood() {
        let mut count = 0;
        for (name, target) in TARGETS {
            for file in files(&format!("corpus/{name}")) {
                let data = fs::read(&file).unwrap();
                let _trying = Trying(&file);
                target(&data);
                count += 1;
            }
        }
        println!("{count} inputs of {} ways in were withstood", TARGETS.len());
        assert!(count >= 100, "the corpus has only {count} inputs");
    }

    #[test]
    fn every_way_in_has_its_fuzzer_and_its_corpus() {
        let known: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names("fuzz_targets"), known);
        assert_eq!(names("corpus"), known);
    }
}
