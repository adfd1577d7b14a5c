//! Every rule of the product that can say no, with its two texts. A rule's text says what happened, what is safe and
//! what to do (INTERFACE principle 2); the caller may add the place. Append new rules at the end of their section.

/// Builds the enum, its codes and its texts from one table, so that none can lack a language.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// A rule that refused something.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the two texts beside each name are its documentation")]
        pub enum Rule { $($(#[$doc])* $name,)* }
        impl Rule {
            /// All rules, for the tests that walk them.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)*];
            /// The stable code for programs.
            pub fn code(self) -> &'static str { match self { $(Rule::$name => $code,)* } }
            /// The Chinese text.
            pub fn zh(self) -> &'static str { match self { $(Rule::$name => $zh,)* } }
            /// The English text.
            pub fn en(self) -> &'static str { match self { $(Rule::$name => $en,)* } }
        }
    };
}

rules! {
    // Fields
    Missing = "missing", "这一项不能空着。", "This must not be empty.";
    TooLong = "too_long", "太长了，请缩短后再提交。", "This is too long; shorten it and send it again.";
    NotADate = "not_a_date", "请写成 2008-07-31 这样的日期。", "Write a date like 2008-07-31.";
    NotANumber = "not_a_number", "请填整数。", "Write a whole number.";
    UnknownChoice = "unknown_choice", "没有这个选项，请从列出的选项里选。", "There is no such choice; pick one of those listed.";
    NulCharacter = "nul_character", "文字里有一个无法保存的空字符（NUL），请删去后再提交。", "The text holds a NUL character, which cannot be stored; remove it and send it again.";
    PasswordShort = "password_short", "密码至少 10 个字符。", "A password has at least 10 characters.";
    PasswordsDiffer = "passwords_differ", "两次输入的密码不一样。", "The two passwords differ.";
    AlreadyUsed = "already_used", "已经被使用，请换一个。", "This is taken; choose another.";
    // Access
    WrongLogin = "wrong_login", "账号或密码不对。没有写入任何内容，请再试一次。", "The login or the password is wrong. Nothing was written; try again.";
    InvitationExpired = "invitation_expired", "这个邀请链接已过期或已经用过。请向邀请您的人再要一个。", "This invitation has expired or was used. Ask the person who invited you for a new one.";
    // Programs
    UnreadableJson = "unreadable_json", "这份 JSON 读不懂，没有写入任何内容。", "This JSON could not be read; nothing was written.";
    NotJson = "not_json", "请以 application/json 提交，没有写入任何内容。", "Send application/json; nothing was written.";
    BodyUnwanted = "body_unwanted", "这个操作不需要内容，请不要附带正文。没有写入任何内容。", "This takes no body; send none. Nothing was written.";
    WrongParameter = "wrong_parameter", "没有这个参数，或参数的值不对。", "There is no such parameter, or its value is wrong.";
    UnknownReference = "unknown_reference", "提到的某一项并不存在。没有写入任何内容。", "Something that is referred to does not exist; nothing was written.";
    ValueRefused = "value_refused", "有一项的值不在允许的范围内。没有写入任何内容。", "A value is outside what is allowed; nothing was written.";
    TokenScope = "token_scope", "这个令牌没有这项用途。请在账号页另建一个。", "This token is not for that; make another on the account page.";
    TokenTerm = "token_term", "有效期从明天起，最长一年。", "A token ends between tomorrow and one year from now.";
    TokenCount = "token_count", "令牌已经太多，请先撤销不用的。", "There are too many tokens; revoke those no longer used.";
    IdempotencyKey = "idempotency_key", "Idempotency-Key 应为 1 到 200 个可见的 ASCII 字符。", "An Idempotency-Key has 1 to 200 visible ASCII characters.";
    IdempotencyReused = "idempotency_reused", "这个 Idempotency-Key 已用于另一个请求，没有写入任何内容。", "This Idempotency-Key was used for another request; nothing was written.";
    IdempotencyLost = "idempotency_lost", "这个请求已经执行过一次，但当时的答复没有留下。请查看结果，不要用新的键再发。", "This was carried out once, but its answer was lost. Look at the result; do not send it again under a new key.";
    SetupDone = "setup_done", "系统已经设置完毕。", "The system is set up already.";
    SetupToken = "setup_token", "设置口令不对。口令印在服务器的控制台上。", "The set-up token is wrong. It is printed on the server's console.";
    RolesExclude = "roles_exclude", "系统管理员不能同时担任书记、工作小组、监票人或审计。", "The system administrator cannot also be secretary, office, teller or auditor.";
    LoginForm = "login_form", "账号用小写字母、数字、点、横线，3 至 40 个字符。", "A login has 3 to 40 lower-case letters, digits, dots and hyphens.";
    OldPassword = "old_password", "现在的密码不对。", "The present password is wrong.";
    ScopeNeeded = "scope_needed", "这个角色要指定范围，请从列出的里面选。", "This role needs a scope; pick one of those listed.";
    TermBackwards = "term_backwards", "任期的结束早于开始。", "The term ends before it begins.";
    RoleHeld = "role_held", "这个人在这个范围里已经有这个角色。", "This person holds this role in this scope already.";
    ResetBySecond = "reset_by_second", "这个账号担任业务职务，重设密码须由书记发起；书记本人的由审计发起。", "This account holds a business role: its password is reset by the secretary, the secretary's by the auditor.";
    LastAdministrator = "last_administrator", "这是最后一名系统管理员，请先指定另一名再结束。", "This is the last administrator; appoint another one first.";
    PersonLeft = "person_left", "这个人已经离开，不能再给账号或角色。", "This person has left; no account or role can be given.";
    // Organisation
    OwnParent = "own_parent", "上级不能是它自己或它的下级。", "The parent must be neither itself nor below it.";
    OwnRecord = "own_record", "自己的政治面貌和职务须由另一名管理员改。", "Somebody else changes one's own Party status and posts.";
    UnknownUnit = "unknown_unit", "没有这个部门。请核对名称，或先把它登记好。", "There is no such unit. Check the name or register it first.";
    UnknownBranch = "unknown_branch", "没有这个党支部。请核对名称，或先把它登记好。", "There is no such branch. Check the name or register it first.";
    StaffNoTwice = "staff_no_twice", "工号重复，与上面所列的行相同。", "This staff number stands in the row given as well.";
    StaffNoOtherName = "staff_no_other_name", "这个工号已经是另一个人的。", "This staff number belongs to somebody else.";
    PersonTwice = "person_twice", "同一部门有两行同名而没有工号，请用工号区分。", "Two rows of one unit have the same name and no staff number; tell them apart by it.";
    PersonExists = "person_exists", "这个部门已登记了同名的人，请填工号区分。", "The unit already has a person of this name; give the staff number.";
    PostMissing = "post_missing", "领导职务填了“是”，请写明职务。", "A leading post needs its title.";
    DayInFuture = "day_in_future", "这一天还没有到。", "This day has not come yet.";
    ControlCharacter = "control_character", "里面有看不见的控制字符，请删去。", "This holds an invisible control character; remove it.";
    YesOrNo = "yes_or_no", "请填“是”或“否”。", "Write yes or no.";
    // Generic
    WrongState = "wrong_state", "当前状态下不能这样做。页面可能已过时，请刷新后再看。", "This cannot be done in the present state. The page may be out of date; reload it.";
    ReasonNeeded = "reason_needed", "请写明理由。", "Give the reason.";
    DuplicateImport = "duplicate_import", "这份文件已经导入过，没有重复写入。", "This file was imported already; nothing was written twice.";
    UnreadableFile = "unreadable_file", "文件读不出来：它可能已损坏，或不是 .xlsx、.csv、.jsonl。没有写入任何内容。", "The file cannot be read: it may be damaged, or not .xlsx, .csv or .jsonl. Nothing was written.";
    UnreadableForm = "unreadable_form", "提交的内容读不出来，没有写入任何内容。请返回后再提交一次。", "The form could not be read; nothing was written. Go back and send it again.";
    CrossSite = "cross_site", "这次提交来自别的网站，没有写入任何内容。", "This was sent from another site; nothing was written.";
    NoRows = "no_rows", "文件里没有数据行。", "The file holds no rows.";
    // Tables
    ColumnsMissing = "columns_missing", "表里没有这几列。第一行应是列名，请对照空白表改好后再传一次。没有写入任何内容。", "The table lacks these columns. The first row holds the headings; compare it with the blank table and send it again. Nothing was written.";
    ColumnTwice = "column_twice", "表里有两列写的是同一项，请删去一列后再传一次。没有写入任何内容。", "Two columns of the table mean the same; delete one and send it again. Nothing was written.";
    TooManyRows = "too_many_rows", "行数超过了一次能读的上限，请分成几份再传。没有写入任何内容。", "There are more rows than can be read at once; split the file. Nothing was written.";
    TooManyCells = "too_many_cells", "这一行比列名多出了内容：文字里有逗号时，整格要用双引号括起来。", "This row holds more than there are headings: a cell with a comma needs double quotes around it.";
    NotAnObject = "not_an_object", "这一行不是完整的 JSON 对象。", "This line is not a whole JSON object.";
    NotAText = "not_a_text", "这一格应是文字或数字。", "This should be a text or a number.";
    // Campaign
    OneAccountable = "one_accountable", "一项任务必须恰好有一名责任人。", "A task has exactly one accountable person.";
    PhaseBefore = "phase_before", "上一阶段还没有完成。", "The phase before is not completed.";
    ActivitiesOpen = "activities_open", "还有规定活动没有完成，也没有说明理由。", "A mandatory activity is neither done nor waived with a reason.";
    CampaignIncomplete = "campaign_incomplete", "请先补全口号、主办单位、阶段和工作小组。", "Fill in the slogan, the host body, the phases and the working group first.";
    CampaignNotActive = "campaign_not_active", "活动还没有启动，或者已经中止。", "The campaign is not active, or it is suspended.";
    PhaseWithoutActivities = "phase_without_activities", "有的阶段还没有安排活动。", "A phase has no activities yet.";
    PhaseTooEarly = "phase_too_early", "这个阶段的月份还没有到。书记可以写明理由，先行进入。", "The month of this phase has not come. The secretary may start it earlier and say why.";
    NoMobilisation = "no_mobilisation", "还没有登记动员会。请先登记一次已经开过的动员会，再启动活动。", "No mobilisation meeting is on record. Record one that was held, then start the campaign.";
    NextPhaseCompleted = "next_phase_completed", "下一阶段已经完成，这个阶段不能再打开。", "The next phase is completed; this one cannot be reopened.";
    GateShut = "gate_shut", "还有几项没有做到，现在不能通过。缺哪几项列在页面上，每项都有去办的入口。没有写入任何内容。", "Something is still missing, so this cannot be passed now. The page lists what, each with the way to it. Nothing was written.";
    RecordsDecide = "records_decide", "这一项以系统里的记录为准，不能用说明代替。", "Here the records decide; a statement cannot stand in for them.";
    NotAsked = "not_asked", "现在没有哪一关在问这一项。", "No gate asks for this now.";
    SummaryExists = "summary_exists", "这个活动已经有总结了，请在原来的上面改。", "This campaign has a summary already; change that one.";
    UnknownFigure = "unknown_figure", "花括号里的数字名称没有对上，请从页面列出的名称里选。", "A name in braces is none of the figures; use those listed on the page.";
    MonthsOutside = "months_outside", "每隔 1 至 60 个月；制度完善不填。", "Every 1 to 60 months; leave it empty for a rule.";
    ReopenTooLate = "reopen_too_late", "活动结束已满 90 天，不能再重新打开。", "More than 90 days have passed since the end; the campaign cannot be reopened.";
    MonthOrder = "month_order", "月份应在 1 到 12 之间，结束月不早于开始月。", "Months run from 1 to 12, and the last is not before the first.";
    DateOrder = "date_order", "结束日期不能早于开始日期。", "The last day is not before the first.";
    NotYetHeld = "not_yet_held", "还没有到这一天，开过之后再登记。", "That day has not come yet; record it after it was held.";
    HasTasks = "has_tasks", "这项活动下面还有任务，不能去掉。", "Tasks belong to this activity; it cannot be taken away.";
    HasActivities = "has_activities", "这个阶段下面还有活动，先去掉活动。", "This phase has activities; take those away first.";
    // Opinion
    RoundNotOpen = "round_not_open", "这一轮征求意见现在不开放。您写的内容没有提交。", "This round is not open now. What you wrote was not submitted.";
    RoundIncomplete = "round_incomplete", "请先选定条线、人群、对象、署名方式和截止日期。", "Choose lines, populations, subjects, ways to sign and a closing date first.";
    ModeNotAllowed = "mode_not_allowed", "这一轮不接受这种署名方式。", "This round does not accept this way to sign.";
    ReceiptUnknown = "receipt_unknown", "没有找到这个回执码。请核对 16 位字符；字母 O 与数字 0、字母 I 与数字 1 视为相同。", "No such receipt. Check the 16 characters; O counts as 0 and I as 1.";
    PointsWithoutFate = "points_without_fate", "还有意见没有去向，本轮不能结束整理。", "Points without a fate remain; sorting cannot be finished.";
    BoxNotEmpty = "box_not_empty", "投递箱里还有未开箱的意见。", "The box still holds points.";
    SplitTooFew = "split_too_few", "拆分至少要有两条。", "A split makes at least two points.";
    SecondReader = "second_reader", "须由另一人复核：提出的人不能自己复核。", "A second reader is needed: not the person who proposed it.";
    ClosesBeforeOpens = "closes_before_opens", "截止日期要在今天和开始日期之后。", "The closing date must not lie before today or the opening date.";
    ExtendLater = "extend_later", "延长后的截止日期要晚于原来的截止日期。", "The new closing date must be later than the present one.";
    DayOutside = "day_outside", "收到日期要在本轮开始以后、今天以前。", "The day lies before the round began or after today.";
    ProposalPending = "proposal_pending", "这条意见有一个去向正等第二位阅看人决定，请先了结它。", "A fate proposed for this point waits for its second reader; settle that first.";
    ReturnLate = "return_late", "退回的期限（3 个工作日）已过，请与工作小组办公室联系。", "The three working days for returning it are over; talk to the campaign office.";
    SortingFinished = "sorting_finished", "本轮已经归并完毕，不能再退回，请与工作小组办公室联系。", "Sorting of this round is finished; talk to the campaign office.";
    SplitFirst = "split_first", "一条意见不超过 2000 字，请先分成几条。", "One point has at most 2,000 characters; split it first.";
    PersonUnknown = "person_unknown", "名册里没有这个人，请核对姓名。", "There is nobody of this name on the register.";
    PersonAmbiguous = "person_ambiguous", "名册里有几个同名的人，请选一个。", "Several people have this name; choose one.";
    CampaignNotClosed = "campaign_not_closed", "活动还没有结束，不能归档。", "The campaign is not closed, so the round cannot be archived.";
    FieldsMissing = "fields_missing", "请先填好条线、人群、对象和类型。", "Set line, population, subject and kind first.";
    ObjectLate = "object_late", "评价和提出异议的期限（答复后 15 个工作日）已过。", "The time to rate or to object (15 working days after the answer) is over.";
    RatedAlready = "rated_already", "这次答复已经评价过，只能评价一次。", "This answer was rated already; it can be rated once.";
    // Merging
    OtherCampaign = "other_campaign", "不能跨活动归并。", "Points of another campaign cannot be merged here.";
    AlreadyMerged = "already_merged", "这条意见已经归入另一个问题。", "This point belongs to another merged item already.";
    SummaryMissing = "summary_missing", "请先写概括语和类别，并至少归入一条意见。", "Write the summary and the category and merge at least one point first.";
    PlanApproved = "plan_approved", "整改事项已经批准，只有书记可以拆出。", "The rectification is approved; only the secretary may take a point out.";
    LastPoint = "last_point", "这是已确认问题的最后一条意见，不能移出。可以把整个问题并入别的问题，或说明暂不整改。", "This is the last point of a confirmed problem and stays. Take the whole problem into another one, or explain why nothing will be done.";
    NotConfirmed = "not_confirmed", "这个问题还没有经书记确认，不能列入整改。", "The secretary has not confirmed this problem yet; it cannot be rectified.";
    ItemsDepend = "items_depend", "这个问题已有整改事项，请先处理整改事项。", "Rectification items hang on this problem; deal with these first.";
    SameItem = "same_item", "不能并入自己。请选另一个问题。", "A problem cannot be taken into itself; choose another one.";
    ProposalSorted = "proposal_sorted", "勾选的意见里有的已经有了去向，建议没有交出。请看一下最新的，重新勾选。", "Some of the points have a fate already; nothing was sent. Look again and tick anew.";
    ProposalDecided = "proposal_decided", "这份建议已经有了决定或已收回，这一步没有写入。", "This proposal was decided or taken back already; nothing was written.";
    PickPoints = "pick_points", "勾选的意见不够，这一步没有写入。请先勾选；要分开时，组里还要有没勾选的。", "Too few points are ticked; nothing was written. Tick some first; to keep apart, leave others unticked.";
    TooManyPairs = "too_many_pairs", "一次定得太多，请分几次勾选。", "This is too much at once; tick fewer.";
    SplitBothSides = "split_both_sides", "分成两个问题，两边都要至少有一条意见。", "Each side of a split needs at least one point.";
    NothingToUndo = "nothing_to_undo", "您在这个活动里没有可以撤销的步骤。", "You have no step to undo in this campaign.";
    NotUndoable = "not_undoable", "上一步不能撤销：说明已经给了提意见的人，或后面的整改已经开始。", "The last step cannot be undone: those who spoke have been told, or rectification has begun.";
    // Rectification
    LettersOnly = "letters_only", "机关代字只写字，不写数字和括号。", "Letters only, without figures and brackets.";
    OrganTaken = "organ_taken", "这个机关代字今年已经用来编另一种公文的号，请换一个。", "This code already numbers another kind of document this year; take another.";
    NoEvaluationYet = "no_evaluation_yet", "还没有公布的测评结果。", "No evaluation has been published yet.";
    TooManyViews = "too_many_views", "保存的视图已经有 30 个，请先删去用不着的。", "There are 30 saved views already; remove one first.";
    ThreeFields = "three_fields", "整改要求、时限、责任人缺一不可，还要有牵头领导、主办部门和至少一项带完成标志的措施。", "Requirement, deadline and owner are all needed, with lead cadre, lead department and at least one measure with a criterion.";
    OutsideCampaign = "outside_campaign", "时限超出了活动期限。", "The deadline lies outside the campaign.";
    ImmediateLimit = "immediate_limit", "立行立改的时限不超过批准之日起 15 天。", "An immediate item is due within 15 days of approval.";
    ReviewPeriodMissing = "review_period_missing", "长期坚持的事项没有截止日，但须有复查周期。", "A long-term item has no end date but needs a review period.";
    MeasuresOpen = "measures_open", "还有措施没有完成。", "A measure is not done.";
    EvidenceMissing = "evidence_missing", "至少要有一份佐证材料。", "At least one piece of evidence is needed.";
    ThreePeople = "three_people", "申请、审核、批准须是三个不同的人。", "Applicant, reviewer and approver are three different people.";
    ExtensionLate = "extension_late", "时限已过，不能再申请延期。", "The deadline has passed; an extension can no longer be asked for.";
    ExtensionCount = "extension_count", "最多延期两次。", "At most two extensions.";
    ExtensionImmediate = "extension_immediate", "立行立改的事项不能延期。", "An immediate item has no extension.";
    ItemWithoutOwner = "item_without_owner", "这个整改事项还没有责任人，不能督办。", "This item has no owner yet; nobody can be chased.";
    ReplyInPast = "reply_in_past", "回复期限不能早于今天。", "The reply cannot be due before today.";
    NotTheOwner = "not_the_owner", "只有责任人可以这样做。", "Only the owner may do this.";
    LeadIsOwner = "lead_is_owner", "牵头领导和责任人须是两个人：同一个人不能既申请又审核。", "Lead cadre and owner are two people: nobody reviews what he applied for.";
    LeadNotCadre = "lead_not_cadre", "牵头领导须担任领导职务。", "The lead cadre holds a leading post.";
    MergedNotConfirmed = "merged_not_confirmed", "这个问题还没有确认，或已经另有说明，不能列为整改事项。", "This problem is not confirmed yet, or was explained instead; no item can be made of it.";
    StartAfterDue = "start_after_due", "开始日期晚于时限。", "The start lies after the deadline.";
    PersonSeveral = "person_several", "有几位同名的人，请写成“姓名（部门）”。", "Several people have this name; write it as name (department).";
    ExtensionPending = "extension_pending", "已有一份延期申请在等审批。", "A request for more time is waiting already.";
    ExtensionLongTerm = "extension_long_term", "长期坚持的事项没有截止日，不需要延期。", "A long-term item has no end date and needs no extension.";
    ExtensionBeyond = "extension_beyond", "新时限超出活动期限，只有书记可以同意。", "The new deadline lies beyond the campaign; only the secretary may grant it.";
    NewDueNotLater = "new_due_not_later", "新时限须晚于现在的时限。", "The new deadline must be later than the present one.";
    DueInPast = "due_in_past", "时限不能早于今天。", "The deadline must not lie before today.";
    FutureDate = "future_date", "日期不能晚于今天。", "The date must not lie after today.";
    PercentRange = "percent_range", "请填 0 到 100 之间的整数。", "Write a whole number from 0 to 100.";
    FileKind = "file_kind", "不收这种文件。可以交 PDF、图片（PNG、JPEG、WebP）、Word（.docx）、Excel（.xlsx）、ZIP 和纯文本。没有写入任何内容。", "This kind of file is not taken. PDF, pictures (PNG, JPEG, WebP), Word (.docx), Excel (.xlsx), ZIP and plain text are. Nothing was written.";
    LinkKind = "link_kind", "链接须以 http:// 或 https:// 开头，后面是完整的网址。", "A link begins with http:// or https:// and is a whole address.";
    ResultMissing = "result_missing", "请对着每项措施的完成标志写明结果。", "Say for each measure what came of it against its criterion.";
    PeriodEvidence = "period_evidence", "这一周期还没有新的佐证材料。", "There is no new evidence of this period yet.";
    SupersedeTarget = "supersede_target", "本活动里没有这个编号的整改事项，或它已经结束。", "This campaign has no open item of that number.";
    LedgerRowUnknown = "ledger_row_unknown", "这一行不是从台账导出的，或者您看不到这个事项。新事项请在页面上建立。", "This row was not exported from the ledger, or the item is not yours to see. New items are made on their page.";
    LedgerRowTwice = "ledger_row_twice", "同一个事项在表里出现了两次，请只留一行。", "The same item stands in the table twice; keep one row.";
    LedgerRowStale = "ledger_row_stale", "导出以后，这个事项又被改过。请重新导出，在新的表上改。", "The item changed since the export. Export again and make your change there.";
    LedgerItemFixed = "ledger_item_fixed", "这个事项已经批准，不能再用台账改。要延期、记进展、申请销号，请到事项页面办理。", "The item is approved and can no longer be changed through the ledger. Extensions, progress and close-out are done on its page.";
    LedgerCellFixed = "ledger_cell_fixed", "这一栏由系统生成，或要在事项页面上填写，不能用台账改。请把这一格改回去。", "This column is made by the program or filled on the item's page; the ledger cannot change it. Put the cell back as it was.";
    LedgerCellDrags = "ledger_cell_drags", "这样改会连带清掉时限或复查周期，请在事项页面上改。", "This change would also clear the deadline or the review period; make it on the item's page.";
    LedgerNotYours = "ledger_not_yours", "您没有权限修改这个事项。", "You may not change this item.";
    RowTwice = "row_twice", "同一个名称在表里出现了两次，请只留一行。", "The same name stands in the table twice; keep one row.";
    PositionShape = "position_shape", "岗位请写成“单位：岗位”，一行一个。", "Write a position as “unit: post”, one a line.";
    TaskRowFixed = "task_row_fixed", "已有的任务不能用表格改，请在任务页面办理；新任务请另起一行，不要带导出标记。", "A task that is there is changed on its own page, not by a table; a new task is a row of its own, without an export mark.";
    ActivityUnknown = "activity_unknown", "这个活动里没有叫这个名字的安排，请照阶段页面上的写。", "The campaign has no activity of this name; write it as the phase's page has it.";
    UnitUnknownHere = "unit_unknown_here", "没有这个单位。请照单位名册上的名称写。", "There is no such unit; write it as the register has it.";
    // Publication
    ScopeEmpty = "scope_empty", "公布范围不能为空。", "The scope must not be empty.";
    IdentityInText = "identity_in_text", "正文里出现了可能暴露意见人的内容，请改写后再公布。", "The text holds something that may expose who spoke; rewrite it before publishing.";
    NamesUnchecked = "names_unchecked", "正文里出现了人名。请逐处核对确实不涉及提意见的人，再勾选“已核对”。", "The text names persons. Check that none of them is someone who spoke, then tick the box.";
    CloseTooSoon = "close_too_soon", "听取意见的时间太短：方案至少 5 个工作日，其他不早于今天。", "The period is too short: at least 5 working days for a plan, and never before today.";
    NotScanned = "not_scanned", "核对之后正文又改过，请重新核对再批准。", "The text was changed after it was checked; check it again before approving.";
    AnswerMissing = "answer_missing", "每个问题都要写明做了什么、凭什么、还剩什么。", "Each problem needs what was done, what proves it and what is left.";
    CommentsOff = "comments_off", "这份公布没有开放意见。您写的内容没有提交。", "This publication does not take comments. What you wrote was not submitted.";
    CommentsNamed = "comments_named", "这份公布只收实名意见。您写的内容没有提交。", "This publication takes comments under one's name only. What you wrote was not submitted.";
    CommentsClosed = "comments_closed", "听取意见的时间已经结束。您写的内容没有提交。", "The time for comments is over. What you wrote was not submitted.";
    CommentsOpen = "comments_open", "还有意见没有处理，请逐条处理以后再办结。", "A comment has no disposition yet; answer each first.";
    // Plan
    PlanExists = "plan_exists", "这个活动已经有整改方案；要改动，请在定稿以后修订。", "This campaign has a plan already; amend it once it is final.";
    PlanNeedsRound = "plan_needs_round", "还没有一轮征求意见已经截止。整改方案要在广泛征求意见的基础上制订，请先截止一轮再报批。", "No collection round is closed yet. A plan rests on what people said; close a round first.";
    PlanTexts = "plan_texts", "前言、总体要求、保障措施都要写，并且至少列入一个整改事项，才能报批。", "Preface, general requirements, safeguards and at least one item are needed before it is submitted.";
    PlanItemEmpty = "plan_item_empty", "这个事项还没有问题内容或整改要求，不能列入方案。", "This item lacks its problem or its requirement and cannot enter a plan.";
    PlanItemUnknown = "plan_item_unknown", "这个活动里没有这个事项，或它已并入别的事项。", "This campaign has no such item, or another one took it over.";
    PlanItemDone = "plan_item_done", "这个事项已经完成，要求和时限不能再改。", "This item is done; its requirement and deadline can no longer be changed.";
    PlanCommentsOpen = "plan_comments_open", "公布后收到的意见还没有全部处理，不能定稿。请先逐条处理，再在公布页上办结。", "Comments on the published plan are not all answered; it cannot be final. Answer each, then settle the publication.";
    // Evaluation
    DayPassed = "day_passed", "这一天已经过去。", "This day has passed.";
    TwoTellers = "two_tellers", "监票人要两位不同的人。", "There are two different tellers.";
    TellersWithoutKey = "tellers_without_key", "两位监票人都要先设好口令。", "Both tellers set their passphrase first.";
    PassphraseShort = "passphrase_short", "口令至少 12 个字符。", "A passphrase has at least 12 characters.";
    PassphraseWrong = "passphrase_wrong", "口令不对，票箱没有打开，什么也没有改变。", "A passphrase is wrong; the urn stays closed and nothing changed.";
    ReportBackFirst = "report_back_first", "请先公布情况通报，让投票人知道做了什么，再冻结名册。", "Publish the report-back first, so that the voters know what was done; then freeze the roster.";
    RosterSmall = "roster_small", "名册少于 5 人，投票等于公开，不能这样测评。", "Fewer than 5 may vote: each vote would be known. This cannot be evaluated so.";
    NotOnRoster = "not_on_roster", "名册里没有这个人。", "This person is not on the roster.";
    VoteNotOpen = "vote_not_open", "现在不在投票时间内。", "The vote is not open now.";
    VoteCodeUnknown = "vote_code_unknown", "这个投票码无效：可能抄错了，也可能已换领新码。", "This voting code is not valid: it may be mistyped, or a newer one was issued.";
    AlreadyVoted = "already_voted", "这一票已经投过，或已领纸质票，不能再投。", "This vote was cast already, or a paper ballot was handed out.";
    AlreadyIssued = "already_issued", "这个人的选票或投票码已经发放或领取，不能再发。", "A ballot or a voting code was issued to this person already.";
    SeveralOfThisName = "several_of_this_name", "名册上不止一个人叫这个名字，请填工号。", "More than one person on the roster has this name; give the staff number.";
    NobodyToPrint = "nobody_to_print", "这个范围里没有还需要打印投票码的人。", "There is nobody left here to print a code for.";
    NoPrintedCode = "no_printed_code", "这个人没有打印过投票码：有账号的人自己再领一个即可。", "No code was printed for this person: whoever has an account collects another one.";
    ResultWithheld = "result_withheld", "收回的票少于 5 张，结果不显示，也不据此要求补课。", "Fewer than 5 ballots came back: the result is withheld and nothing is decided by it.";
    SheetsDiffer = "sheets_differ", "两位监票人录入的这张票不一致，或只有一人录入，请核对原票。", "The two tellers typed this sheet differently, or only one did; look at the sheet again.";
    AboveThreshold = "above_threshold", "各项都没有低于标准，不需要补课。", "Nothing is below the threshold; no remedial round is needed.";
}
