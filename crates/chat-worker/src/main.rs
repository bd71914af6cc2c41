//! chat-worker
fn main() {}
