use model::ModelId;
use store::{Mark, Marked, Millis};

use crate::sample::{NOW, first_turn, kept, session_id, small_model};

#[tokio::test]
async fn marks_and_the_last_use_of_a_model_do_not_disturb_each_other() {
    let kept = kept().await;
    let store = &kept.store;
    let (small, other) = (small_model(), ModelId::new("cloud", "large/vision"));
    let mark = Mark { favourite: true, hidden: true };
    store.mark_model(&small, mark).await.unwrap();
    store.mark_model(&other, mark).await.unwrap();
    store.mark_model(&other, Mark { favourite: true, hidden: false }).await.unwrap();
    store.begin_turn(&first_turn(session_id(), "Hi"), NOW).await.unwrap();
    // A turn that is brought in from an earlier time does not make it older again.
    store.begin_turn(&first_turn(session_id(), "Hi"), Millis(5)).await.unwrap();

    let marks = store.marks().await.unwrap();
    assert_eq!(marks[&small], Marked { mark, used_at: Some(NOW) }, "asked, and still marked");
    let liked = Mark { favourite: true, hidden: false };
    assert_eq!(marks[&other], Marked { mark: liked, used_at: None }, "never asked");
    store.mark_model(&small, Mark::default()).await.unwrap();
    let marks = store.marks().await.unwrap();
    assert_eq!(marks[&small], Marked { mark: Mark::default(), used_at: Some(NOW) });
}
