//! Texts of `search`.

use super::texts;

texts! {
    search_title = "查找", "Search";
    search_title_for(q) = "查找“{q}”", "Search for “{q}”";
    search_what = "查找什么", "What to look for";
    search_go = "查找", "Search";
    search_points = "意见", "Opinions";
    search_problems = "问题", "Problems";
    search_items = "整改事项", "Items";
    search_publications = "公布", "Published";
    search_people = "人员", "People";
    search_kind_point = "意见", "Opinion";
    search_kind_problem = "问题", "Problem";
    search_kind_item = "整改事项", "Item";
    search_kind_publication = "公布", "Publication";
    search_kind_person = "人员", "Person";
    search_merged_from(n) = "归并自 {n} 条意见", "opinions: {n}";
    search_scope = "只列出您可以看的。", "Only what you may see is listed.";
    search_more(n) = "每一类最多列 {n} 条。多写一两个字，范围就会缩小。", "At most {n} of a kind are listed. Add a word to narrow it down.";
    search_first_title = "一个框，全都找", "One field finds it all";
    search_first_text = "写两个字就行，比如“食堂”。意见原话、问题、整改事项、公布的内容和人员都会找。", "Two characters are enough. It looks through opinions, problems, items, publications and people.";
    search_none_title(q) = "没有找到“{q}”", "Nothing found for “{q}”";
    search_none_text = "换短一点的词试试。还在投递箱里的意见、不在您范围内的内容，这里不会出现。", "Try a shorter word. What still lies in the box, or is outside what you may see, does not appear here.";
    search_too_long = "最多写 100 个字。", "At most 100 characters.";
}
