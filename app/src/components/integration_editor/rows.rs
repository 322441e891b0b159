//! Lists of the form whose entries keep their identity while they are moved and edited.
//!
//! A list on screen follows keys, not places: an entry that is dragged keeps its focus, its
//! open menus and what is half typed in it.

/// An entry with the key by which the screen knows it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<T> {
    /// Unique in its list, never used twice.
    pub key: u32,
    /// The entry itself.
    pub item: T,
}

/// A list of entries in the order in which they are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    entries: Vec<Entry<T>>,
    next_key: u32,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            next_key: 0,
        }
    }
}

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut rows = Self::default();
        for item in items {
            rows.add(item);
        }
        rows
    }
}

impl<T> Rows<T> {
    /// Appends an entry and tells its key.
    pub fn add(&mut self, item: T) -> u32 {
        self.insert(self.entries.len(), item)
    }

    fn insert(&mut self, place: usize, item: T) -> u32 {
        let key = self.next_key;
        self.next_key += 1;
        self.entries.insert(place, Entry { key, item });
        key
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: u32) {
        self.entries.retain(|entry| entry.key != key);
    }

    /// Puts a copy right after an entry and tells the copy's key.
    pub fn duplicate(&mut self, key: u32) -> Option<u32>
    where
        T: Clone,
    {
        let place = self.place(key)?;
        let item = self.find(key)?.clone();
        Some(self.insert(place + 1, item))
    }

    /// Moves an entry to a place, counted from 0; beyond the end means last.
    pub fn move_to(&mut self, key: u32, place: usize) {
        let Some(from) = self.place(key) else { return };
        let entry = self.entries.remove(from);
        self.entries.insert(place.min(self.entries.len()), entry);
    }

    /// Moves an entry one place up.
    pub fn move_up(&mut self, key: u32) {
        if let Some(place) = self.place(key) {
            self.move_to(key, place.saturating_sub(1));
        }
    }

    /// Moves an entry one place down.
    pub fn move_down(&mut self, key: u32) {
        if let Some(place) = self.place(key) {
            self.move_to(key, place + 1);
        }
    }

    /// Where an entry stands, counted from 0.
    #[must_use]
    pub fn place(&self, key: u32) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key == key)
    }

    /// An entry by its key.
    #[must_use]
    pub fn find(&self, key: u32) -> Option<&T> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        Some(&entry.item)
    }

    /// An entry by its key, to be changed.
    pub fn find_mut(&mut self, key: u32) -> Option<&mut T> {
        let entry = self.entries.iter_mut().find(|entry| entry.key == key)?;
        Some(&mut entry.item)
    }

    /// The keys in order.
    #[must_use]
    pub fn keys(&self) -> Vec<u32> {
        self.entries.iter().map(|entry| entry.key).collect()
    }

    /// The entries in order, with their keys.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.entries.iter().map(|entry| (entry.key, &entry.item))
    }

    /// The entries in order.
    #[must_use]
    pub fn items(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.entries
            .iter()
            .map(|entry| entry.item.clone())
            .collect()
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters() -> Rows<char> {
        ['a', 'b', 'c'].into_iter().collect()
    }

    #[test]
    fn a_moved_entry_keeps_its_key() {
        let mut rows = letters();
        rows.move_down(0);
        assert_eq!(
            (rows.items(), rows.keys()),
            (vec!['b', 'a', 'c'], vec![1, 0, 2])
        );
        rows.move_up(0);
        rows.move_up(0);
        assert_eq!(rows.items(), ['a', 'b', 'c']);
        rows.move_to(0, 99);
        assert_eq!(rows.items(), ['b', 'c', 'a']);
    }

    #[test]
    fn a_copy_stands_right_after_its_original_under_a_new_key() {
        let mut rows = letters();
        assert_eq!(rows.duplicate(1), Some(3));
        assert_eq!(rows.items(), ['a', 'b', 'b', 'c']);
        assert_eq!(rows.duplicate(9), None);
    }

    #[test]
    fn the_key_of_a_removed_entry_is_not_used_again() {
        let mut rows = letters();
        rows.remove(2);
        assert_eq!(rows.add('d'), 3);
        assert_eq!(rows.place(3), Some(2));
        assert_eq!(rows.find(2), None);
    }
}
