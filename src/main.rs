//! shuangcu
fn main() {}
