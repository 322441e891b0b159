//! A ZIP archive that is written from its beginning to its end and never looked back at: what
//! an entry's size and checksum are stands behind it.

use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write as _;

/// What each record begins with.
const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// The version of the format that is needed to read it.
const VERSION: u16 = 20;
/// Sizes stand behind the entry, and names are UTF-8.
const FLAGS: u16 = 0x0808;
const DEFLATED: u16 = 8;
/// The first of January 1980, where the format's calendar begins.
const DATE: u16 = 0x0021;

/// An archive that is being written.
#[derive(Default)]
pub struct Zip {
    written: Vec<Entry>,
    open: Option<Open>,
    length: u32,
}

/// An entry that is whole.
struct Entry {
    name: &'static str,
    at: u32,
    crc: u32,
    packed: u32,
    plain: u32,
}

/// The entry that is being written.
struct Open {
    name: &'static str,
    at: u32,
    crc: Crc,
    packed: u32,
    packer: DeflateEncoder<Vec<u8>>,
}

impl Zip {
    /// Begins an entry.
    pub fn begin(&mut self, name: &'static str) -> Vec<u8> {
        let mut bytes = Vec::new();
        put(&mut bytes, &[Field::Long(LOCAL), Field::Short(VERSION)]);
        put_kind(&mut bytes);
        // Checksum and sizes come behind the entry.
        put(
            &mut bytes,
            &[Field::Long(0), Field::Long(0), Field::Long(0)],
        );
        put(
            &mut bytes,
            &[Field::Short(short(name.len())), Field::Short(0)],
        );
        bytes.extend_from_slice(name.as_bytes());
        self.open = Some(Open {
            name,
            at: self.length,
            crc: Crc::new(),
            packed: 0,
            packer: DeflateEncoder::new(Vec::new(), Compression::fast()),
        });
        self.count(bytes)
    }

    /// Goes on with the entry; what of it can be sent on.
    pub fn write(&mut self, plain: &[u8]) -> Vec<u8> {
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        open.crc.update(plain);
        // Memory takes whatever is written to it.
        let _ = open.packer.write_all(plain);
        let packed = std::mem::take(open.packer.get_mut());
        open.packed = open.packed.saturating_add(long(packed.len()));
        self.count(packed)
    }

    /// Ends the entry.
    pub fn finish(&mut self) -> Vec<u8> {
        let Some(open) = self.open.take() else {
            return Vec::new();
        };
        let mut bytes = open.packer.finish().unwrap_or_default();
        let entry = Entry {
            name: open.name,
            at: open.at,
            crc: open.crc.sum(),
            packed: open.packed.saturating_add(long(bytes.len())),
            plain: open.crc.amount(),
        };
        put(&mut bytes, &[Field::Long(DESCRIPTOR)]);
        put_sizes(&mut bytes, &entry);
        self.written.push(entry);
        self.count(bytes)
    }

    /// A whole entry at once.
    pub fn add(&mut self, name: &'static str, text: &str) -> Vec<u8> {
        let mut bytes = self.begin(name);
        bytes.append(&mut self.write(text.as_bytes()));
        bytes.append(&mut self.finish());
        bytes
    }

    /// Ends the archive with the list of its entries.
    pub fn end(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in &self.written {
            put(
                &mut bytes,
                &[
                    Field::Long(CENTRAL),
                    Field::Short(VERSION),
                    Field::Short(VERSION),
                ],
            );
            put_kind(&mut bytes);
            put_sizes(&mut bytes, entry);
            put(&mut bytes, &[Field::Short(short(entry.name.len()))]);
            // No further fields, no comment, on the first disk, a binary file.
            put(&mut bytes, &[Field::Short(0); 4]);
            put(&mut bytes, &[Field::Long(0), Field::Long(entry.at)]);
            bytes.extend_from_slice(entry.name.as_bytes());
        }
        let (count, size) = (short(self.written.len()), long(bytes.len()));
        put(
            &mut bytes,
            &[Field::Long(END), Field::Short(0), Field::Short(0)],
        );
        put(&mut bytes, &[Field::Short(count), Field::Short(count)]);
        put(
            &mut bytes,
            &[Field::Long(size), Field::Long(self.length), Field::Short(0)],
        );
        bytes
    }

    fn count(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        self.length = self.length.saturating_add(long(bytes.len()));
        bytes
    }
}

#[derive(Clone, Copy)]
enum Field {
    Short(u16),
    Long(u32),
}

fn put(bytes: &mut Vec<u8>, fields: &[Field]) {
    for field in fields {
        match field {
            Field::Short(number) => bytes.extend_from_slice(&number.to_le_bytes()),
            Field::Long(number) => bytes.extend_from_slice(&number.to_le_bytes()),
        }
    }
}

/// What every entry is: packed, and of no time in particular.
fn put_kind(bytes: &mut Vec<u8>) {
    put(bytes, &[Field::Short(FLAGS), Field::Short(DEFLATED)]);
    put(bytes, &[Field::Short(0), Field::Short(DATE)]);
}

fn put_sizes(bytes: &mut Vec<u8>, entry: &Entry) {
    let sizes = [entry.crc, entry.packed, entry.plain];
    put(bytes, &sizes.map(Field::Long));
}

fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

fn long(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::DeflateDecoder;
    use std::io::Read as _;

    #[test]
    fn an_entry_is_found_by_the_list_at_the_end() {
        let mut zip = Zip::default();
        let mut bytes = zip.add("a.txt", "first");
        bytes.append(&mut zip.begin("b.txt"));
        bytes.append(&mut zip.write(b"second "));
        bytes.append(&mut zip.write(&b"half".repeat(10_000)));
        bytes.append(&mut zip.finish());
        let list_at = bytes.len();
        bytes.append(&mut zip.end());
        let long = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        let end = bytes.len() - 22;
        assert_eq!(long(end), END);
        assert_eq!(long(end + 16) as usize, list_at);
        let second = list_at + 46 + "a.txt".len();
        assert_eq!(long(second), CENTRAL);
        let (packed, plain, at) = (long(second + 20), long(second + 24), long(second + 42));
        assert_eq!(plain as usize, 7 + 40_000);
        let data = at as usize + 30 + "b.txt".len();
        let mut text = String::new();
        let packed = &bytes[data..data + packed as usize];
        DeflateDecoder::new(packed)
            .read_to_string(&mut text)
            .unwrap();
        assert!(text.starts_with("second half"));
        assert_eq!(long(data + packed.len()), DESCRIPTOR);
    }
}
