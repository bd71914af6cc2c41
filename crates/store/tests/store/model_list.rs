use store::{KeptList, Millis};

use crate::sample::{kept, opened};

#[tokio::test]
async fn the_last_list_of_each_provider_is_there_after_a_restart() {
    let kept = kept().await;
    let list = |provider: &str, at, models: &str| KeptList {
        provider: provider.into(),
        fetched_at: Millis(at),
        models: models.into(),
    };
    for one in [list("b", 1, "[1]"), list("a", 2, "[2]"), list("b", 3, "[3]")] {
        kept.store.keep_model_list(&one).await.unwrap();
    }
    kept.store.close().await;
    let store = opened(kept.folder.path()).await;
    let lists = store.model_lists().await.unwrap();
    assert_eq!(lists, [list("a", 2, "[2]"), list("b", 3, "[3]")], "the newest of each");
}
