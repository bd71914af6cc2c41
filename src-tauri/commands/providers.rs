use model::ModelId;
use store::Mark;

use super::Here;
use crate::core::now;
use crate::error::Result;
use crate::remote::{
    self, KeepKey, KeyState, ModelChoice, ProviderCard, ProviderDraft, ProviderList, TestResult,
};

/// All providers in the user's order, with what is known of their keys. Never a key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_providers(here: Here<'_>) -> Result<ProviderList> {
    Ok(here.core()?.providers.list().await)
}

/// Adds a provider of the user's own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_provider(here: Here<'_>, draft: ProviderDraft) -> Result<ProviderCard> {
    let providers = &here.core()?.providers;
    providers.card(&providers.add(draft).await?).await
}

/// Changes a provider. Where its address leads to another host, its key is forgotten.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_provider(
    here: Here<'_>,
    provider: String,
    draft: ProviderDraft,
) -> Result<ProviderCard> {
    let providers = &here.core()?.providers;
    providers.edit(&provider, draft).await?;
    providers.card(&provider).await
}

/// Makes one of the app's own providers again as it came.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reset_provider(here: Here<'_>, provider: String) -> Result<ProviderCard> {
    let providers = &here.core()?.providers;
    providers.reset(&provider).await?;
    providers.card(&provider).await
}

/// Puts the providers into this order; those that are not named come after.
#[tauri::command]
#[specta::specta]
pub(crate) async fn order_providers(here: Here<'_>, providers: Vec<String>) -> Result<()> {
    here.core()?.providers.order(&providers).await
}

/// Removes a provider and its key. One of the app's own can be restored, without its key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_provider(here: Here<'_>, provider: String) -> Result<()> {
    here.core()?.providers.remove(&provider).await
}

/// Brings one of the app's own providers back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_provider(here: Here<'_>, provider: String) -> Result<ProviderCard> {
    let providers = &here.core()?.providers;
    providers.restore(&provider).await?;
    providers.card(&provider).await
}

/// Keeps a provider's key, cleaned of what was pasted along with it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_key(
    here: Here<'_>,
    provider: String,
    key: String,
    keep: KeepKey,
) -> Result<KeyState> {
    here.core()?.providers.set_key(&provider, key, keep).await
}

/// Forgets a provider's key, wherever it was set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_key(here: Here<'_>, provider: String) -> Result<KeyState> {
    here.core()?.providers.forget_key(&provider).await
}

/// Makes the cheapest real request and says what it found; with a key, as if it were set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn test_provider(
    here: Here<'_>,
    provider: String,
    key: Option<String>,
) -> Result<TestResult> {
    here.core()?.providers.test(&provider, key).await
}

/// Asks a provider for its models; yields how many are known now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh_models(here: Here<'_>, provider: String) -> Result<u32> {
    here.core()?.providers.refresh(&provider, now()).await
}

/// The models of one provider, those that are hidden among them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn provider_models(here: Here<'_>, provider: String) -> Result<Vec<ModelChoice>> {
    let mut choices = remote::choices(here.core()?).await;
    choices.retain(|choice| choice.provider == provider);
    Ok(choices)
}

/// Every model that can be chosen, embedded and remote, those that are hidden among them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_choices(here: Here<'_>) -> Result<Vec<ModelChoice>> {
    Ok(remote::choices(here.core()?).await)
}

/// Sets what the user thinks of a model.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mark_model(here: Here<'_>, model: ModelId, mark: Mark) -> Result<()> {
    let core = here.core()?;
    core.engine.store().mark_model(&model, mark).await?;
    core.providers.tell();
    Ok(())
}
