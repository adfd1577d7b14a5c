//! Words by which people give themselves away in a text meant to be anonymous. General patterns only: no list of anyone's
//! names. The same ones stand in `assets/app.js`, where they are looked for while one types.

/// Words before a staff number.
pub const STAFF_WORDS: &[&str] = &["工号", "编号", "staff id", "staff no"];
/// Words before one's own name.
pub const NAME_WORDS: &[&str] = &["我叫", "姓名", "署名", "联系人", "我是", "本人"];
/// Words that may stand between.
pub const NAME_JOINS: &[char] = &['是', '为', ':', ',', ' '];
/// The hundred most common surnames.
pub const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
