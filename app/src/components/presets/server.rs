//! From the files of the sets to the pages, and back from the form to connection and integrations.

use super::view::{Made, MadeLine, PresetCard, PresetForm, PresetView, QuestionLine, UseLine};
use crate::{desk::KnownPreset, error::AppError, session::Scope};
use domain::{
    ConnectionDraft, ConnectionId, Fault, FieldError,
    connection::{Auth, CALLBACK_PATH, Grant, REFRESH_TOKEN_SECRET},
    preset::{Answers, PASTES, Question, Use, UseSet},
};

pub(super) fn cards(scope: &Scope) -> Vec<PresetCard> {
    let presets = scope.desk.presets().iter();
    let card = |known: &KnownPreset| PresetCard {
        key: known.key.to_owned(),
        name: known.preset.connection.name.clone(),
        uses: known.preset.uses.iter().map(|set| set.name).collect(),
    };
    presets.map(card).collect()
}

pub(super) async fn view(
    scope: &Scope,
    key: &str,
    made: Option<&str>,
) -> Result<PresetView, AppError> {
    let KnownPreset { key, preset } = find(scope, key)?;
    let agrees = must_agree(&preset.connection);
    Ok(PresetView {
        key: (*key).to_owned(),
        name: preset.connection.name.clone(),
        uses: preset.uses.iter().map(use_line).collect(),
        questions: preset.questions.iter().map(question_line).collect(),
        callback_url: agrees.then(|| format!("{}{CALLBACK_PATH}", scope.desk.policy().public_url)),
        paste: PASTES
            .iter()
            .find(|(preset, _)| preset == key)
            .map(|(_, text)| (*text).to_owned()),
        made: match made.and_then(|id| id.parse().ok()) {
            Some(id) => Some(made_of(scope, id).await?),
            None => None,
        },
    })
}

fn find<'a>(scope: &'a Scope, key: &str) -> Result<&'a KnownPreset, AppError> {
    let found = scope.desk.presets().iter().find(|known| known.key == key);
    found.ok_or_else(|| AppError::NotFound.answered())
}

fn must_agree(connection: &ConnectionDraft) -> bool {
    match &connection.auth {
        Some(Auth::OAuth2(oauth)) => oauth.grant == Grant::AuthorizationCode,
        Some(Auth::Basic { .. } | Auth::Bearer) | None => false,
    }
}

fn use_line(set: &UseSet) -> UseLine {
    let mut moments: Vec<_> = set.integrations.iter().map(|draft| draft.moment).collect();
    moments.dedup();
    UseLine {
        name: set.name,
        chosen: set.chosen,
        unconfirmed: set.unconfirmed,
        moments,
    }
}

fn question_line(question: &Question) -> QuestionLine {
    QuestionLine {
        name: question.name.clone(),
        kind: question.kind,
        example: question.example.clone(),
        default: question.default.clone(),
        uses: question.uses.clone(),
    }
}

async fn made_of(scope: &Scope, id: ConnectionId) -> Result<Made, AppError> {
    let row = scope.tenant.get_connection(id).await?;
    let mut integrations = Vec::new();
    for id in scope.tenant.list_below(id).await? {
        let draft = scope.tenant.get_integration(id).await?.draft;
        integrations.push(MadeLine {
            id,
            name: draft.name,
            moment: draft.moment,
        });
    }
    integrations.sort_by_key(|line| line.id);
    let has_agreed = row
        .secret_names
        .iter()
        .any(|name| name == REFRESH_TOKEN_SECRET);
    Ok(Made {
        connection: id,
        needs_sign_in: must_agree(&row.draft) && !has_agreed,
        name: row.draft.name,
        integrations,
    })
}

pub(super) async fn make(scope: &Scope, form: PresetForm) -> Result<(), AppError> {
    let KnownPreset { key, preset } = find(scope, &form.key)?;
    let chosen: Vec<Use> = form
        .uses
        .keys()
        .filter_map(|key| Use::from_key(key))
        .collect();
    let answers = Answers::read(preset, &chosen, &form.answers);
    let mut errors = answers.as_ref().err().cloned().unwrap_or_default();
    if chosen.is_empty() {
        errors.push(FieldError::new("uses", Fault::Required));
    }
    let answers = match answers {
        Ok(answers) if errors.is_empty() => answers,
        Ok(_) | Err(_) => return Err(AppError::Invalid { errors }.answered()),
    };
    let texts = scope.texts();
    let words = |name: &str| texts.named(&format!("preset.{name}"));
    let mut filled = preset.fill(&chosen, &answers, &words);
    if !form.name.trim().is_empty() {
        filled.connection.name = form.name;
    }
    let (actor, policy) = (scope.actor(), scope.desk.policy());
    let (made, integrations) = scope
        .tenant
        .create_set(&actor, filled, policy, scope.now())
        .await?;
    for id in integrations {
        scope.desk.changed(scope.seat.tenant.id, id).await;
    }
    leptos_axum::redirect(&format!("/presets/{key}?made={made}"));
    Ok(())
}
