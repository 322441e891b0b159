//! Projects: the sites or brands of a tenant, made by hand or by the first event that names one.

use crate::{Fault, FieldError, ProjectId, value::Facts};
use serde::{Deserialize, Serialize};
use std::iter;

/// Most projects of a tenant; events make none beyond it.
pub const PROJECTS_MAX: usize = 200;
/// Most ways in which events name one project, those of what was merged into it among them.
pub const PROJECT_NAMES_MAX: usize = 50;
/// Longest name, in characters. What events call longer is no project.
pub const PROJECT_NAME_CHARS_MAX: usize = 120;

/// The call parameter with the telephony's id of a project.
pub const PROJECT_ID: &str = "project_id";
/// The call parameter with the telephony's name of a project.
pub const PROJECT_NAME: &str = "project_name";

/// A site or brand of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Which.
    pub id: ProjectId,
    /// What people say of it.
    pub draft: ProjectDraft,
    /// How events name it.
    pub told: Told,
    /// How events name what was merged into it.
    pub merged: Vec<Told>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

impl Project {
    /// Every way in which events name it, its own first.
    pub fn names(&self) -> impl Iterator<Item = &Told> {
        iter::once(&self.told).chain(&self.merged)
    }
}

/// How events name a project, whatever people call it since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The telephony's id of it, where events tell one.
    pub id: Option<String>,
    /// What events call it.
    pub name: Option<String>,
}

/// What people say of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectDraft {
    /// What it is called.
    pub name: String,
    /// IANA time zone of its calls; that of the tenant where there is none.
    #[serde(default)]
    pub zone: Option<String>,
    /// ISO 3166 country by which its national numbers are read; that of the tenant where there is
    /// none.
    #[serde(default)]
    pub country: Option<String>,
}

impl ProjectDraft {
    /// Tidies what was typed: an empty zone or country is none. `is_zone` knows the zones of the
    /// world.
    ///
    /// # Errors
    /// Every fault, at its field.
    pub fn checked(self, is_zone: impl Fn(&str) -> bool) -> Result<Self, Vec<FieldError>> {
        let said = |text: Option<String>| {
            let text = text.map(|text| text.trim().to_owned());
            text.filter(|text| !text.is_empty())
        };
        let name = self.name.trim().to_owned();
        let zone = said(self.zone);
        let country = said(self.country).map(|country| country.to_ascii_uppercase());
        let mut errors: Vec<FieldError> = name_fault(&name).into_iter().collect();
        if zone.as_deref().is_some_and(|zone| !is_zone(zone)) {
            errors.push(FieldError::new("zone", Fault::ZoneUnknown));
        }
        let is_country = |country: &str| {
            country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase())
        };
        if country
            .as_deref()
            .is_some_and(|country| !is_country(country))
        {
            errors.push(FieldError::new("country", Fault::CountryInvalid));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self {
            name,
            zone,
            country,
        })
    }
}

fn name_fault(name: &str) -> Option<FieldError> {
    if name.is_empty() {
        return Some(FieldError::new("name", Fault::Required));
    }
    if name.chars().any(char::is_control) {
        return Some(FieldError::new("name", Fault::LineBreak));
    }
    let is_long = name.chars().count() > PROJECT_NAME_CHARS_MAX;
    is_long.then(|| FieldError::new("name", Fault::TooLong).with("max", PROJECT_NAME_CHARS_MAX))
}

/// How an event names its project: by the telephony's id of it, by its name, or by both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> Named<'a> {
    /// The project of an id and a name; none where neither can be a name.
    #[must_use]
    pub fn new(id: Option<&'a str>, name: Option<&'a str>) -> Option<Self> {
        let fit = |text: Option<&'a str>| {
            let text = text.map(str::trim);
            text.filter(|text| name_fault(text).is_none())
        };
        let (id, name) = (fit(id), fit(name));
        (id.is_some() || name.is_some()).then_some(Self { id, name })
    }

    /// The project that the facts of a call name.
    #[must_use]
    pub fn of(facts: &'a Facts) -> Option<Self> {
        Self::new(facts.text(PROJECT_ID), facts.text(PROJECT_NAME))
    }

    /// The telephony's id.
    #[must_use]
    pub const fn id(self) -> Option<&'a str> {
        self.id
    }

    /// The telephony's name.
    #[must_use]
    pub const fn name(self) -> Option<&'a str> {
        self.name
    }

    /// The one that is meant: that of the id, else that of the name. A name is not taken for
    /// another project whose id is another.
    #[must_use]
    pub fn find(self, projects: &[Project]) -> Option<&Project> {
        let has_id = |told: &Told| self.id.is_some() && told.id.as_deref() == self.id;
        let has_name = |told: &Told| {
            let is_free = self.id.is_none() || told.id.is_none();
            is_free && self.name.is_some() && told.name.as_deref() == self.name
        };
        let mut all = projects.iter();
        let by_id = all.find(|project| project.names().any(has_id));
        by_id.or_else(|| {
            let mut all = projects.iter();
            all.find(|project| project.names().any(has_name))
        })
    }

    /// The same, to be kept.
    #[must_use]
    pub fn told(self) -> Told {
        Told {
            id: self.id.map(str::to_owned),
            name: self.name.map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn project(number: u128, id: Option<&str>, name: Option<&str>) -> Project {
        Project {
            id: ProjectId(Uuid::from_u128(number)),
            draft: draft("Renamed", None, None),
            told: told(id, name),
            merged: Vec::new(),
            created_at: 0,
        }
    }

    fn told(id: Option<&str>, name: Option<&str>) -> Told {
        Told {
            id: id.map(str::to_owned),
            name: name.map(str::to_owned),
        }
    }

    fn draft(name: &str, zone: Option<&str>, country: Option<&str>) -> ProjectDraft {
        ProjectDraft {
            name: name.to_owned(),
            zone: zone.map(str::to_owned),
            country: country.map(str::to_owned),
        }
    }

    fn found(id: Option<&str>, name: Option<&str>) -> Option<u128> {
        let mut projects = [
            project(1, Some("1042"), Some("Kyiv")),
            project(2, None, Some("Lviv")),
        ];
        projects[1].merged = vec![
            told(Some("1043"), Some("Odesa")),
            told(None, Some("Poltava")),
        ];
        let named = Named::new(id, name)?;
        named.find(&projects).map(|project| project.id.0.as_u128())
    }

    #[test]
    fn a_project_is_known_by_its_id_or_by_its_name() {
        assert_eq!(found(Some("1042"), Some("Renamed there")), Some(1));
        assert_eq!(found(None, Some(" Kyiv ")), Some(1));
        assert_eq!(found(Some("7"), Some("Lviv")), Some(2));
        assert_eq!(found(Some("7"), Some("Kyiv")), None);
        assert_eq!(found(Some("7"), None), None);
    }

    #[test]
    fn what_names_a_merged_project_means_the_one_it_went_into() {
        assert_eq!(found(Some("1043"), Some("Renamed there")), Some(2));
        assert_eq!(found(None, Some("Odesa")), Some(2));
        assert_eq!(found(Some("7"), Some("Poltava")), Some(2));
        assert_eq!(found(Some("7"), Some("Odesa")), None);
    }

    #[test]
    fn what_cannot_be_a_name_names_nothing() {
        let long = "x".repeat(PROJECT_NAME_CHARS_MAX + 1);
        for text in ["", "  ", "a\0b", &long] {
            assert_eq!(Named::new(None, Some(text)), None, "{text}");
        }
    }

    #[test]
    fn what_is_typed_is_tidied_or_refused_at_its_field() {
        let is_zone = |zone: &str| zone == "Europe/Warsaw";
        let typed = draft(" Shop ", Some("Europe/Warsaw"), Some("pl"));
        let tidy = draft("Shop", Some("Europe/Warsaw"), Some("PL"));
        assert_eq!(typed.checked(is_zone).unwrap(), tidy);
        let empty = draft("Shop", Some(""), Some(" "));
        assert_eq!(empty.checked(is_zone).unwrap(), draft("Shop", None, None));
        let wrong = draft(" ", Some("Mars/Base"), Some("POL"));
        let errors = wrong.checked(is_zone).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "zone", "country"]);
    }
}
