//! The codes in words.

use super::model::{
    ActivityState, CampaignEvent, CampaignState, Duty, Part, PhaseEvent, PhaseState, TaskEvent, TaskState,
};
use crate::text::T;

impl CampaignState {
    /// In words.
    pub fn name(self, t: T) -> &'static str {
        match self {
            CampaignState::Draft => t.campaign_state_draft(),
            CampaignState::InReview => t.campaign_state_in_review(),
            CampaignState::Approved => t.campaign_state_approved(),
            CampaignState::Active => t.campaign_state_active(),
            CampaignState::Closing => t.campaign_state_closing(),
            CampaignState::Closed => t.campaign_state_closed(),
            CampaignState::Archived => t.campaign_state_archived(),
            CampaignState::Suspended => t.campaign_state_suspended(),
        }
    }
}

impl CampaignEvent {
    /// On a button.
    pub fn name(self, t: T) -> &'static str {
        match self {
            CampaignEvent::SubmitPlan => t.campaign_event_submit_plan(),
            CampaignEvent::Approve => t.campaign_event_approve(),
            CampaignEvent::Return => t.campaign_event_return(),
            CampaignEvent::Mobilise => t.campaign_event_mobilise(),
            CampaignEvent::EnterClosing => t.campaign_event_enter_closing(),
            CampaignEvent::Close => t.campaign_event_close(),
            CampaignEvent::Archive => t.campaign_event_archive(),
            CampaignEvent::Suspend => t.campaign_event_suspend(),
            CampaignEvent::Resume => t.campaign_event_resume(),
            CampaignEvent::Reopen => t.campaign_event_reopen(),
        }
    }
}

impl PhaseState {
    /// In words.
    pub fn name(self, t: T) -> &'static str {
        match self {
            PhaseState::Planned => t.campaign_phase_state_planned(),
            PhaseState::Active => t.campaign_phase_state_active(),
            PhaseState::GateCheck => t.campaign_phase_state_gate_check(),
            PhaseState::Completed => t.campaign_phase_state_completed(),
        }
    }
}

impl PhaseEvent {
    /// On a button.
    pub fn name(self, t: T) -> &'static str {
        match self {
            PhaseEvent::Start => t.campaign_event_start(),
            PhaseEvent::RequestCompletion => t.campaign_event_request_completion(),
            PhaseEvent::Pass => t.campaign_event_pass(),
            PhaseEvent::Fail => t.campaign_event_fail(),
            PhaseEvent::Reopen => t.campaign_event_reopen(),
        }
    }
}

impl ActivityState {
    /// In words.
    pub fn name(self, t: T) -> &'static str {
        match self {
            ActivityState::Open => t.campaign_activity_open(),
            ActivityState::Done => t.campaign_activity_done(),
            ActivityState::Waived => t.campaign_activity_waived(),
        }
    }
}

impl TaskState {
    /// In words.
    pub fn name(self, t: T) -> &'static str {
        match self {
            TaskState::Draft => t.campaign_task_state_draft(),
            TaskState::Active => t.campaign_task_state_active(),
            TaskState::Done => t.campaign_task_state_done(),
            TaskState::Cancelled => t.campaign_task_state_cancelled(),
        }
    }
}

impl TaskEvent {
    /// On a button.
    pub fn name(self, t: T) -> &'static str {
        match self {
            TaskEvent::Activate => t.campaign_event_activate(),
            TaskEvent::Finish => t.campaign_task_finish(),
            TaskEvent::Reopen => t.campaign_event_take_up(),
            TaskEvent::Cancel => t.campaign_event_cancel(),
        }
    }
}

impl Part {
    /// In words.
    pub fn name(self, t: T) -> &'static str {
        match self {
            Part::Accountable => t.campaign_part_accountable(),
            Part::Assistant => t.campaign_part_assistant(),
        }
    }
}

impl Duty {
    /// In words.
    pub fn name(self, t: T) -> &'static str {
        match self {
            Duty::Leader => t.campaign_duty_leader(),
            Duty::Deputy => t.campaign_duty_deputy(),
            Duty::Office => t.campaign_duty_office(),
            Duty::Member => t.campaign_duty_member(),
        }
    }
}
