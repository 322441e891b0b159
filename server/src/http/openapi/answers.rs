//! The answers that operations share, so that no one's documentation leaves them out.

use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response,
    path::{Operation, ParameterIn},
};

const PROBLEM_TYPE: &str = "application/problem+json";
const PROBLEM_SCHEMA: &str = "Problem";

/// Whom an answer can meet.
#[derive(Clone, Copy)]
enum Meets {
    All,
    WithAKey,
    WithAPath,
    WithAQuery,
    WithABody,
    WithJson,
}

const SHARED: [(&str, Meets, &str); 11] = [
    ("400", Meets::WithAPath, "The path is no text"),
    (
        "400",
        Meets::WithABody,
        "The body is not what its type says",
    ),
    (
        "401",
        Meets::WithAKey,
        "There is no key, or it is not known",
    ),
    (
        "403",
        Meets::WithAKey,
        "The key is meant for something else",
    ),
    ("408", Meets::WithABody, "The body did not arrive in time"),
    ("413", Meets::WithABody, "The body is too large"),
    ("415", Meets::WithJson, "The body says that it is no JSON"),
    (
        "422",
        Meets::WithABody,
        "Fields cannot be taken; each is named",
    ),
    (
        "422",
        Meets::WithAQuery,
        "Parameters cannot be read; each is named",
    ),
    (
        "500",
        Meets::All,
        "A fault of the server, named by its reference",
    ),
    (
        "503",
        Meets::All,
        "Send it again after `Retry-After` seconds",
    ),
];

/// What answers mean that an operation names without a word of its own.
const NAMED: [(&str, &str); 6] = [
    ("200", "As asked"),
    ("201", "Made"),
    ("204", "Done"),
    ("404", "There is none, or it is another tenant's"),
    ("412", "It was changed: `If-Match` names another version"),
    (
        "422",
        "It cannot be done as it is asked; the fields say why",
    ),
];

/// Adds to every operation the shared answers that it has none of its own for, and says of each
/// answer what it means and of each problem as which type it comes.
pub(super) fn complete(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let methods = [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ];
        methods.into_iter().flatten().for_each(answer);
    }
}

fn answer(operation: &mut Operation) {
    for (status, meets, description) in SHARED {
        if meets.met_by(operation) {
            let answers = &mut operation.responses.responses;
            let shared = || RefOr::T(Response::new(description));
            let answer = answers.entry(status.to_owned()).or_insert_with(shared);
            describe(answer, description);
        }
    }
    for (status, description) in NAMED {
        if let Some(answer) = operation.responses.responses.get_mut(status) {
            describe(answer, description);
        }
    }
    let answers = operation.responses.responses.iter_mut();
    for (_, answer) in answers.filter(|(status, _)| !status.starts_with('2')) {
        if let RefOr::T(answer) = answer {
            let problem = Content::new(Some(Ref::from_schema_name(PROBLEM_SCHEMA)));
            answer.content.clear();
            let kind = PROBLEM_TYPE.to_owned();
            answer.content.insert(kind, RefOr::T(problem));
        }
    }
}

/// Says what an answer means that has no word of its own.
fn describe(answer: &mut RefOr<Response>, description: &str) {
    if let RefOr::T(answer) = answer
        && answer.description.is_empty()
    {
        description.clone_into(&mut answer.description);
    }
}

impl Meets {
    fn met_by(self, operation: &Operation) -> bool {
        let has = |place: &ParameterIn| {
            let parameters = operation.parameters.iter().flatten();
            parameters
                .filter_map(|parameter| match parameter {
                    RefOr::T(parameter) => Some(parameter),
                    RefOr::Ref(_) => None,
                })
                .any(|parameter| parameter.parameter_in == *place)
        };
        let body = match &operation.request_body {
            Some(RefOr::T(body)) => Some(body),
            Some(RefOr::Ref(_)) | None => None,
        };
        match self {
            Self::All => true,
            Self::WithAKey => operation.security.is_some(),
            Self::WithAPath => has(&ParameterIn::Path),
            Self::WithAQuery => has(&ParameterIn::Query),
            Self::WithABody => body.is_some(),
            Self::WithJson => {
                body.is_some_and(|body| body.content.contains_key("application/json"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document;
    use utoipa::openapi::RefOr;

    #[test]
    fn every_answer_says_what_it_means() {
        for (path, item) in document().paths.paths {
            let all = [item.get, item.post, item.put, item.patch, item.delete];
            for operation in all.into_iter().flatten() {
                for (status, answer) in operation.responses.responses {
                    let RefOr::T(answer) = answer else {
                        panic!("{path} {status} is said elsewhere")
                    };
                    assert!(!answer.description.is_empty(), "{path} {status}");
                }
            }
        }
    }
}
