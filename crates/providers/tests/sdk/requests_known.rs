//! What the vendors' libraries send in another way than we do.

use crate::requests::Known;

/// Every difference that there is.
pub(crate) const KNOWN: &[Known] = &[
    Known {
        within: &["anthropic_"],
        at: "/headers/anthropic-version",
        why: "the library asks for the interface's next version, which takes temperature from \
              every model; compatible servers know the one before",
    },
    Known {
        within: &["anthropic_"],
        at: "/headers/authorization",
        why: "the library sends the key as the next version does",
    },
    Known {
        within: &["anthropic_"],
        at: "/headers/x-api-key",
        why: "we send it as every version and compatible server reads it",
    },
    Known {
        within: &["anthropic_files"],
        at: "/body/system/0/cache_control",
        why: "we ask that the path be kept for the next prompt",
    },
    Known {
        within: &["anthropic_files", "anthropic_reasoning"],
        at: "/body/messages/2/content/0/cache_control",
        why: "we ask that the path be kept for the next prompt",
    },
    Known {
        within: &["anthropic_budget"],
        at: "/body/messages/0/content/0/cache_control",
        why: "we ask that the path be kept for the next prompt",
    },
    Known {
        within: &["gemini_files"],
        at: "/body/systemInstruction/role",
        why: "the library names a role, which the interface does not read there",
    },
    Known {
        within: &["openai_responses_files"],
        at: "/body/input/1/type",
        why: "we name the kind of what the model said, without which llama.cpp's server refuses it",
    },
    Known {
        within: &["openai_responses_files"],
        at: "/body/input/0/content/1/detail",
        why: "we name the default, which the reference calls required",
    },
];
