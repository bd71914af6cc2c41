//! What is found in the window, by the marks that it carries for the purpose.

/// The screen of the first start.
pub const FIRST_START: &str = "[data-testid=first-start-go]";
/// Where a prompt is typed.
pub const COMPOSER: &str = "[data-testid=composer]";
/// Stops the reply.
pub const STOP: &str = "[data-testid=stop]";
/// A reply.
pub const REPLY: &str = "[data-testid=reply]";
/// The text of a reply, without what stands around it.
pub const REPLY_TEXT: &str = "[data-testid=reply] [data-part=body]";
/// The attribute of a reply that says how it stands.
pub const STATUS: &str = "data-status";
/// Asks for another version of a reply.
pub const REGENERATE: &str = "[data-testid=regenerate]:enabled";
/// Goes from one version to another.
pub const VERSIONS: &str = "[data-testid=versions]";
/// Says where a link goes.
pub const LINK_SHEET: &str = "[data-testid=link-sheet]";
/// Begins a new chat.
pub const NEW_CHAT: &str = "[data-testid=new-chat]";
/// A session in the sidebar.
pub const SESSION: &str = "[data-testid=session-row]";
/// Filters the sessions.
pub const FILTER: &str = "[data-testid=filter]";
/// What opens the search of all chats.
pub const SEARCH: &str = "[data-testid=search-button]";
/// What is searched for.
pub const SEARCH_FIELD: &str = "[data-testid=search-field]";
/// A place that was found.
pub const HIT: &str = "[data-testid=hit]";
/// How a query is written.
pub const QUERY_HELP: &str = "[data-testid=query-help]";
/// What of a query cannot be read.
pub const QUERY_ERROR: &str = "[data-testid=query-error]";
/// What the query could go on with.
pub const COMPLETION: &str = "[data-testid=completion]";
/// What was searched for, over the chat that was opened from it.
pub const FIND_BAR: &str = "[data-testid=find-bar]";
/// A message that passes.
pub const TOAST: &str = "[data-testid=toast]";
/// Names the model and opens the picker.
pub const MODEL_CHIP: &str = "[data-testid=model-chip]";
/// The list to pick a model from.
pub const MODEL_PICKER: &str = "[data-testid=model-picker]";
/// Opens the session's parameters.
pub const PARAMETERS_BUTTON: &str = "[data-testid=parameters-button]";
/// The session's parameters.
pub const PARAMETERS: &str = "[data-testid=parameters]";
/// Opens the list of models.
pub const MODELS_BUTTON: &str = "[data-testid=models-button]";
/// A model in the list of models.
pub const MODEL_CARD: &str = "[data-testid=model-card]";
/// Opens the list of providers.
pub const PROVIDERS_BUTTON: &str = "[data-testid=providers-button]";
/// A provider in their list.
pub const PROVIDER_ROW: &str = "[data-testid=provider-row]";
/// One provider, opened.
pub const PROVIDER: &str = "[data-testid=provider]";
/// Opens the form for a provider of one's own.
pub const ADD_PROVIDER: &str = "[data-testid=add-provider]";
/// What is filled in of a provider.
pub const PROVIDER_FORM: &str = "[data-testid=provider-form]";
/// Opens the field for a key.
pub const KEY_ENTER: &str = "[data-testid=key-enter]";
/// Where a key is entered.
pub const KEY_FIELD: &str = "[data-testid=key-field]";
/// Where a model is searched for in the list to pick from.
pub const PICKER_SEARCH: &str = "[data-testid=picker-search]";
/// Opens what left the machine.
pub const LEFT_BUTTON: &str = "[data-testid=left-button]";
/// What left the machine.
pub const WHAT_LEFT: &str = "[data-testid=what-left]";
/// Says that the switch "offline" is on.
pub const OFFLINE_BADGE: &str = "[data-testid=offline-badge]";
/// Why a prompt was not sent.
pub const ASK_PROBLEM: &str = "[data-testid=ask-problem]";
/// Opens the settings.
pub const SETTINGS_BUTTON: &str = "[data-testid=settings-button]";
/// The settings.
pub const SETTINGS: &str = "[data-testid=settings]";
/// Everything that can be done, by name.
pub const PALETTE: &str = "[data-testid=palette]";
/// The keys that work in the window.
pub const KEYBOARD_SHEET: &str = "[data-testid=keyboard-sheet]";

/// A reply that stands so.
pub fn reply_that_is(status: &str) -> String {
    format!("[data-testid=reply][data-status={status}]")
}
/// What keeps the app from opening its data.
pub const START_PROBLEM: &str = "[data-testid=start-problem]";
/// Something that happened while the app opened.
pub const NOTICE: &str = "[data-testid=notice]";
/// What is said while the first word of a reply takes its time.
pub const WAITING: &str = "[data-testid=waiting] .words";
/// Begins to edit a prompt.
pub const EDIT_PROMPT: &str = "[data-testid=edit-prompt]";
/// A prompt that is being edited.
pub const PROMPT_EDIT: &str = "[data-testid=prompt-edit]";
/// A session in the sidebar in which a reply is being written.
pub const LIVE: &str = "[data-testid=live]";
