//! What the vendors' libraries understand in another way than we do.

use crate::replies::Known;

/// Every difference that there is.
pub(crate) const KNOWN: &[Known] = &[
    Known {
        fields: &["failed"],
        within: &[
            "anthropic/crlf_cut",
            "anthropic/end_without_a_word",
            "anthropic/end_without_finish",
            "anthropic/hello_cut",
            "anthropic/no_final_done",
            "anthropic/reasoning_cut",
            "anthropic/unknown_event_cut",
            "anthropic/usage_with_cache_cut",
            "gemini/crlf_cut",
            "gemini/end_without_a_word",
            "gemini/end_without_finish",
            "gemini/end_without_finish_unspecified",
            "gemini/hello_cut",
            "gemini/no_final_done",
            "gemini/reasoning_cut",
            "gemini/unknown_event_cut",
            "gemini/usage_with_cache_cut",
            "openai_chat/crlf_cut",
            "openai_chat/end_without_a_word",
            "openai_chat/end_without_finish",
            "openai_chat/end_without_finish_but_done",
            "openai_chat/end_without_finish_llama_server",
            "openai_chat/hello_cut",
            "openai_chat/reasoning_cut",
            "openai_responses/crlf_cut",
            "openai_responses/end_without_finish",
            "openai_responses/end_without_finish_but_done",
            "openai_responses/end_without_finish_llama_server",
            "openai_responses/hello_cut",
            "openai_responses/reasoning_cut",
        ],
        why: "the libraries take a stream that ends in order as whole, whatever it lacks; we \
              say that it was cut",
    },
    Known {
        fields: &["failed", "words"],
        within: &["gemini/refusal_cut"],
        why: "the library reads the line that was cut and finds it damaged; we leave it and \
              say that the stream was cut",
    },
    Known {
        fields: &["failed"],
        within: &[
            "anthropic/error_before_the_stream_long",
            "anthropic/error_before_the_stream_quota",
            "gemini/error_before_the_stream",
            "gemini/error_before_the_stream_long",
            "gemini/error_before_the_stream_quota",
            "openai_chat/error_before_the_stream_busy",
            "openai_chat/error_before_the_stream_llama_server_image",
            "openai_chat/error_before_the_stream_llama_server_long",
            "openai_chat/error_before_the_stream_long",
            "openai_chat/image_in_unseen",
            "openai_responses/error_before_the_stream_llama_server_long",
            "openai_responses/error_before_the_stream_model",
        ],
        why: "the libraries go by the status; we also read the code and the words, because \
              the next step is another",
    },
    Known {
        fields: &["failed"],
        within: &[
            "openai_chat/error_in_mid_stream_named",
            "openai_chat/error_in_mid_stream_openrouter",
            "openai_responses/error_in_mid_stream_nested",
            "openai_responses/error_in_mid_stream_untyped",
        ],
        why: "the library raises an error without a kind; we read its code",
    },
    Known {
        fields: &["failed"],
        within: &[
            "openai_chat/error_in_mid_stream_deepseek",
            "openai_chat/error_in_mid_stream_vllm",
            "openai_responses/error_in_mid_stream_named",
        ],
        why: "the library does not see an error in these forms and takes the reply as whole",
    },
    Known {
        fields: &["failed"],
        within: &[
            "anthropic/error_as_a_page",
            "anthropic/error_in_a_whole_body",
            "gemini/error_in_a_whole_body",
            "openai_chat/error_as_a_page",
            "openai_chat/error_in_a_whole_body",
            "openai_responses/error_as_a_page",
            "openai_responses/error_in_a_whole_body",
        ],
        why: "the libraries see no stream in it and say nothing, or nothing of use; we read \
              the body",
    },
    Known {
        fields: &["words"],
        within: &[
            "anthropic/error_as_a_page",
            "anthropic/error_in_a_whole_body",
            "gemini/error_as_a_page",
            "gemini/error_in_a_whole_body",
        ],
        why: "as above",
    },
    Known {
        fields: &["words"],
        within: &[
            "anthropic/error_before_the_stream_page",
            "gemini/error_before_the_stream_page",
            "openai_chat/error_before_the_stream_page",
        ],
        why: "the libraries show the page; we say in a sentence that it is none of the \
              provider's words",
    },
    Known {
        fields: &["words"],
        within: &[
            "anthropic/error_broken_event",
            "gemini/error_broken_event",
            "openai_chat/error_broken_event",
            "openai_chat/error_invalid_utf_8",
            "openai_responses/error_broken_event",
            "openai_responses/error_delta_without_text",
        ],
        why: "both find the event damaged, each in the words of its own reader",
    },
    Known {
        fields: &["failed"],
        within: &["gemini/hello_with_done"],
        why: "the library takes the last line for JSON",
    },
    Known {
        fields: &["text", "words"],
        within: &["anthropic/no_beginning"],
        why: "the library leaves the event out; we keep what it says and find the end missing",
    },
    Known {
        fields: &["failed", "text", "usage"],
        within: &["anthropic/hello_llama_server_no_beginning"],
        why: "the library waits for a beginning; llama.cpp's server leaves it out where the first \
              character takes two tokens, and we read the answer all the same",
    },
    Known {
        fields: &["failed", "model", "text", "usage"],
        within: &["anthropic/no_names"],
        why: "the library goes by the names of events, which a proxy may drop; we go by the \
              data then",
    },
    Known {
        fields: &["failed", "model", "text", "usage"],
        within: &["gemini/keep_alives_and_comments", "gemini/unknown_event"],
        why: "the library takes every line that is not data for an error's JSON; comments \
              and names are part of the standard",
    },
    Known {
        fields: &["failed", "text"],
        within: &["openai_chat/keep_alives_and_comments", "openai_chat/unknown_event"],
        why: "the library reads every event as JSON; one that is none is skipped here",
    },
    Known {
        fields: &["model"],
        within: &["openai_chat/unknown_event"],
        why: "the library reads every event as JSON; one that is none is skipped here",
    },
    Known {
        fields: &["failed", "text", "usage"],
        within: &["openai_responses/keep_alives_and_comments"],
        why: "the library reads every event as JSON; one that is none is skipped here",
    },
    Known {
        fields: &["failed", "reasoning", "text", "usage"],
        within: &["openai_chat/reasoning_mistral"],
        why: "the library does not know content in parts, which Mistral sends",
    },
    Known {
        fields: &["model", "stop", "text", "usage"],
        within: &["openai_chat/hello_not_streamed"],
        why: "the library sees no events in a body that is not streamed; we read it all the \
              same",
    },
    Known {
        fields: &["stop"],
        within: &["openai_chat/refusal", "openai_responses/refusal"],
        why: "a refusal is told as text of another kind with an ordinary end; we end it as a \
              refusal",
    },
    Known {
        fields: &["usage"],
        within: &[
            "openai_chat/usage_with_cache_deepseek",
            "openai_chat/usage_with_cache_groq",
            "openai_chat/usage_with_cache_moonshot",
            "openai_chat/keep_alives_and_comments_openrouter",
        ],
        why: "these providers count in fields, or at places, that the library does not know",
    },
    Known {
        fields: &["usage"],
        within: &["openai_chat/usage_with_cache_xai"],
        why: "xAI does not count reasoning among the reply's tokens, though it asks money \
              for it; we do",
    },
    Known {
        fields: &["failed"],
        within: &["openai_responses/refusal_by_filter"],
        why: "the library hands on a failed response with no reason; we call it a failure",
    },
    Known {
        fields: &["model"],
        within: &[
            "openai_responses/hello_llama_server",
            "openai_responses/hello_llama_server_begun_again",
        ],
        why: "llama.cpp's server names the model only at the end; we start the reply at its \
              beginning",
    },
    Known {
        fields: &["reasoning"],
        within: &["openai_responses/reasoning_in_parts"],
        why: "we put an empty line between the parts of a summary",
    },
];
