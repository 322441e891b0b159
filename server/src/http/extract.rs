//! What the machine API takes from an address, told as a problem where it cannot be taken.

use super::problem::{ApiError, FieldFault};
use axum::{
    extract::{self, FromRequestParts},
    http::request::Parts,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::convert::Infallible;
use utoipa::IntoParams;

/// The one part of a path that names a thing.
#[derive(Debug)]
pub struct Segment(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match extract::Path::from_request_parts(parts, state).await {
            Ok(extract::Path(name)) => Ok(Self(name)),
            Err(_rejection) => Err(ApiError::Malformed("the path is not UTF-8".to_owned())),
        }
    }
}

/// The parameters of an address, as they were given.
#[derive(Debug)]
pub struct QueryPairs(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for QueryPairs {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.query().unwrap_or_default()))
    }
}

impl QueryPairs {
    fn of(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Self(pairs.into_owned().collect())
    }

    /// The text of a parameter; others may be there as well.
    ///
    /// # Errors
    /// `Fields` where it is there twice.
    pub fn one(self, name: &str) -> Result<Option<String>, ApiError> {
        let mut texts = self.0.into_iter().filter(|(given, _)| given == name);
        match (texts.next(), texts.next()) {
            (_, Some(_)) => Err(ApiError::Fields(vec![fault(name, ONCE.to_owned())])),
            (first, None) => Ok(first.map(|(_, text)| text)),
        }
    }

    /// All parameters, as texts. One that is not known is a fault, since leaving it out would
    /// answer what was not asked for.
    ///
    /// # Errors
    /// `Fields` with each that is not known or there twice.
    pub fn all<T: DeserializeOwned + IntoParams>(self) -> Result<T, ApiError> {
        let known: Vec<String> = T::into_params(|| None)
            .into_iter()
            .map(|parameter| parameter.name)
            .collect();
        let mut texts = Map::new();
        let mut faults = Vec::new();
        for (name, text) in self.0 {
            if !known.contains(&name) {
                let expected = format!("no such parameter; there are: {}", known.join(", "));
                faults.push(fault(&name, expected));
            } else if texts.contains_key(&name) {
                faults.push(fault(&name, ONCE.to_owned()));
            } else {
                texts.insert(name, Value::String(text));
            }
        }
        if !faults.is_empty() {
            return Err(ApiError::Fields(faults));
        }
        serde_json::from_value(Value::Object(texts))
            .map_err(|error| ApiError::Broken(format!("parameters cannot be read: {error}")))
    }
}

const ONCE: &str = "this parameter once";

fn fault(name: &str, expected: String) -> FieldFault {
    FieldFault {
        index: None,
        field: name.to_owned(),
        expected,
        code: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, IntoParams)]
    struct Asked {
        state: Option<String>,
        code: Option<String>,
    }

    fn faults<T: std::fmt::Debug>(read: Result<T, ApiError>) -> Vec<(String, String)> {
        match read {
            Err(ApiError::Fields(faults)) => faults
                .into_iter()
                .map(|fault| (fault.field, fault.expected))
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn parameters_are_read_by_name() {
        let asked: Asked = QueryPairs::of("code=2%300&state=").all().unwrap();
        assert_eq!(asked.code.as_deref(), Some("200"));
        assert_eq!(asked.state.as_deref(), Some(""));
        assert_eq!(
            QueryPairs::of("a=1&b=2").one("b").unwrap().as_deref(),
            Some("2")
        );
    }

    #[test]
    fn an_unknown_or_doubled_parameter_is_named() {
        let told = faults(QueryPairs::of("code=1&colour=red&code=2").all::<Asked>());
        let unknown = "no such parameter; there are: state, code";
        assert_eq!(
            told,
            [("colour", unknown), ("code", ONCE)]
                .map(|(field, expected)| (field.to_owned(), expected.to_owned()))
        );
        assert_eq!(faults(QueryPairs::of("b=1&b=1").one("b"))[0].0, "b");
    }
}
