use store::{KeptProvider, Millis};

use crate::sample::kept;

fn names(providers: &[KeptProvider]) -> Vec<&str> {
    providers.iter().map(|one| one.provider.as_str()).collect()
}

#[tokio::test]
async fn a_provider_is_kept_changed_removed_and_brought_back() {
    let kept = kept().await;
    let store = &kept.store;
    store.keep_provider("mine", Some("{\"a\":1}")).await.unwrap();
    store.keep_provider("mine", Some("{\"a\":2}")).await.unwrap();
    store.set_provider_removed("theirs", true).await.unwrap();
    let mine = KeptProvider {
        provider: "mine".into(),
        settings: Some("{\"a\":2}".into()),
        ..KeptProvider::default()
    };
    let theirs =
        KeptProvider { provider: "theirs".into(), removed: true, ..KeptProvider::default() };
    assert_eq!(store.providers().await.unwrap(), [mine, theirs.clone()]);
    store.set_provider_removed("theirs", false).await.unwrap();
    assert!(!store.providers().await.unwrap()[1].removed, "it is back");
    store.forget_provider("mine").await.unwrap();
    assert_eq!(names(&store.providers().await.unwrap()), ["theirs"]);
}

#[tokio::test]
async fn the_users_order_comes_first_and_is_replaced_as_a_whole() {
    let kept = kept().await;
    let store = &kept.store;
    store.keep_provider("z", Some("{}")).await.unwrap();
    let order = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    store.order_providers(&order(&["c", "z", "a"])).await.unwrap();
    let providers = store.providers().await.unwrap();
    assert_eq!(names(&providers), ["c", "z", "a"]);
    assert_eq!(providers[1].settings.as_deref(), Some("{}"), "ordering changes nothing else");
    store.order_providers(&order(&["a", "c"])).await.unwrap();
    let providers = store.providers().await.unwrap();
    assert_eq!(names(&providers), ["a", "c", "z"], "the unnamed one comes last");
    assert_eq!(providers[2].position, None, "it has no place");
    store.keep_provider("a", None).await.unwrap();
    assert_eq!(store.providers().await.unwrap()[0].position, Some(0), "a change keeps the place");
}

#[tokio::test]
async fn forgetting_a_provider_forgets_its_list() {
    let kept = kept().await;
    let store = &kept.store;
    let list = |provider: &str| store::KeptList {
        provider: provider.into(),
        fetched_at: Millis(1),
        models: "[]".into(),
    };
    store.keep_provider("mine", Some("{}")).await.unwrap();
    store.keep_model_list(&list("mine")).await.unwrap();
    store.keep_model_list(&list("theirs")).await.unwrap();
    store.forget_provider("mine").await.unwrap();
    assert_eq!(store.model_lists().await.unwrap(), [list("theirs")]);
}
