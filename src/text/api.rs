//! Texts of the JSON API: its page and the tokens.

use super::{Lang, T, texts};

texts! {
    api_title = "程序接口", "API for programs";
    api_sub = "页面上能做的，程序也能做。用账号页里建的令牌调用。", "What the pages do, programs can do. Call it with a token made on the account page.";
    api_call = "调用", "Call";
    api_name = "名称", "Name";
    api_input = "提交", "Sent";
    api_output = "返回", "Given back";
    tokens_title = "程序令牌", "Tokens for programs";
    tokens_sub = "给您自己的程序用。令牌能做的不会超过您本人；账号停用或角色到期，它也随之失效。", "For programs of your own. A token can do no more than you; it ends with your account or your role.";
    tokens_open = "管理令牌", "Manage tokens";
    tokens_none = "还没有令牌。", "There is none yet.";
    tokens_scopes = "用途", "For";
    tokens_made = "建立日期", "Made on";
    tokens_until = "有效期至", "Valid until";
    tokens_revoke = "撤销", "Revoke";
    tokens_new = "新建令牌", "A new token";
    tokens_make = "建立", "Make it";
    tokens_once = "令牌只显示这一次。请现在存到您的程序里。", "The token is shown this once. Store it in your program now.";
    tokens_access = "权限", "Access";
    tokens_read = "只读", "Reading only";
    tokens_write = "读和写", "Reading and writing";
    tokens_slices = "范围", "Parts";
    tokens_slices_hint = "一个也不选就是全部。", "None chosen means all.";
    tokens_all = "全部", "all";
    tokens_name_hint = "比如“收意见表登记程序”。", "For example, “form registration”.";
    tokens_until_hint = "最长一年。", "One year at most.";
}

impl T {
    /// What a part of the product is called here.
    pub fn api_slice(&self, slice: &str) -> &'static str {
        let (zh, en) = match slice {
            "account" => ("账号和角色", "Accounts and roles"),
            "organisation" => ("组织和人员", "Organisation and people"),
            "campaign" => ("主题活动", "Campaigns"),
            "closing" => ("总结和长效机制", "Summary and mechanisms"),
            "opinion" => ("意见", "Opinions"),
            "merging" => ("归并", "Merging"),
            "rectification" => ("整改", "Rectification"),
            "plan" => ("整改方案", "Plans"),
            "supervision" => ("督办", "Supervision"),
            "publication" => ("公布", "Publications"),
            "evaluation" => ("测评", "Evaluations"),
            "auditing" => ("审计", "Audit"),
            "statistics" => ("统计", "Figures"),
            "search" => ("查找", "Search"),
            _ => ("其他", "Other"),
        };
        if self.0 == Lang::Zh { zh } else { en }
    }
}
