//! Texts of the documents that are taken away. They are written in Chinese; the English stands beside it all the same.

use super::texts;

texts! {
    document_line_by_line = "逐条落实情况", "Point by point";
    document_problem(summary, stands) = "{summary}（{stands}）", "{summary} ({stands})";
    document_asked(points) = "提了什么（{points} 条意见）", "What was asked ({points} opinions)";
    document_part(name, text) = "{name}：{text}", "{name}: {text}";
    document_hash(hash) = "定稿校验码：{hash}", "hash of the frozen text: {hash}";
    document_take = "下载公文格式（.docx）", "Download as an official document (.docx, in Chinese)";
}
