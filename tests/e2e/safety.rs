//! What is written by others, and what a script in the page could do, reach nothing.

mod bundle;
mod canary;
mod forced;
mod hostile;
mod page;
mod shown_elsewhere;
