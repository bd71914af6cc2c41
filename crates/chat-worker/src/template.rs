//! The model's own chat template: a path in, the text that the model reads out.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, ErrorKind, UndefinedBehavior, context};
use serde::Serialize;

use crate::date::strftime;
use crate::window::Turn;

/// What a model without a template is spoken to in.
const PLAIN: &str = "{% for message in messages %}<|im_start|>{{ message.role }}\n\
    {{ message.content }}<|im_end|>\n{% endfor %}\
    {% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/// Steps that a template may take; a few dozen a message are usual.
const FUEL: u64 = 5_000_000;

/// A chat template, ready to be filled in.
pub(crate) struct Template {
    environment: Environment<'static>,
    begin: String,
    end: String,
}

#[derive(Serialize)]
struct Said<'a> {
    role: &'static str,
    content: &'a str,
}

impl Template {
    /// Reads the template `source` of a model whose tokens for the beginning and the end of a text
    /// are spelled `begin` and `end`. Without a source, a widespread plain form is used.
    ///
    /// # Errors
    /// Where the source is not a template.
    pub(crate) fn new(
        source: Option<String>,
        begin: String,
        end: String,
    ) -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment
            .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
        environment.set_fuel(Some(FUEL));
        environment
            .set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_function("raise_exception", raise);
        environment.add_function("strftime_now", |format: String| strftime(&format));
        let source = source.map_or_else(|| PLAIN.to_owned(), |source| without_marks(&source));
        environment.add_template_owned("chat", source)?;
        Ok(Self { environment, begin, end })
    }

    /// The text for `system` and `turns`, ready for the model to write the last reply: where that
    /// has begun, the text ends exactly where it does.
    ///
    /// # Errors
    /// Where the template refuses the path.
    pub(crate) fn fill(
        &self,
        system: Option<&str>,
        turns: &[Turn],
    ) -> Result<String, minijinja::Error> {
        let mut said = Vec::with_capacity(1 + 2 * turns.len());
        for (number, turn) in turns.iter().enumerate() {
            if !turn.prompt.is_empty() || turn.reply.is_none() {
                said.push(Said { role: "user", content: &turn.prompt });
            }
            if let Some(reply) = turn.reply.as_deref()
                && number + 1 < turns.len()
            {
                said.push(Said { role: "assistant", content: reply });
            }
        }
        let mut text = self.fill_with_system(system, said)?;
        if let Some(begun) = turns.last().and_then(|turn| turn.reply.as_deref()) {
            text.push_str(begun);
        }
        Ok(text)
    }

    /// Some templates know no system prompt; then it stands before the first prompt.
    fn fill_with_system<'a>(
        &self,
        system: Option<&'a str>,
        mut said: Vec<Said<'a>>,
    ) -> Result<String, minijinja::Error> {
        let Some(system) = system else { return self.render(&said) };
        said.insert(0, Said { role: "system", content: system });
        self.render(&said).or_else(|refused| match said.as_slice() {
            [_, first, ..] if first.role == "user" => {
                let joined = format!("{system}\n\n{}", first.content);
                let rest = said[2..].iter().map(|s| Said { role: s.role, content: s.content });
                let said: Vec<Said<'_>> =
                    std::iter::once(Said { role: "user", content: &joined }).chain(rest).collect();
                self.render(&said).map_err(|_| refused)
            }
            _ => Err(refused),
        })
    }

    fn render(&self, messages: &[Said<'_>]) -> Result<String, minijinja::Error> {
        self.environment.get_template("chat")?.render(context! {
            messages => Serde(messages),
            add_generation_prompt => true,
            bos_token => self.begin.as_str(),
            eos_token => self.end.as_str(),
            tools => Value::from(()),
            documents => Value::from(()),
        })
    }
}

/// Some templates mark what the model wrote, for its training; to us the marks say nothing.
fn without_marks(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("{%") {
        let Some(end) = rest[start..].find("%}").map(|end| start + end + 2) else { break };
        let tag = rest[start + 2..end - 2].trim_matches(['-', '+']).trim();
        let kept = if matches!(tag, "generation" | "endgeneration") { start } else { end };
        text.push_str(&rest[..kept]);
        rest = &rest[end..];
    }
    text + rest
}

fn raise(message: String) -> Result<Value, minijinja::Error> {
    Err(minijinja::Error::new(ErrorKind::InvalidOperation, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(prompt: &str, reply: Option<&str>) -> Turn {
        Turn { prompt: prompt.into(), reply: reply.map(str::to_owned), messages: 1 }
    }

    fn template(source: &str) -> Template {
        Template::new(Some(source.to_owned()), "<s>".into(), "</s>".into()).unwrap()
    }

    const STRICT: &str = "{{ bos_token }}{% if messages[0]['role'] == 'system' %}\
        {{ raise_exception('System role not supported') }}{% endif %}\
        {%- for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}\
        {{ raise_exception('Roles must alternate') }}{% endif %}\
        <{{ m['role'] }}>{{ m['content'] | trim }}{% endfor %}\
        {% if add_generation_prompt %}<model>{% endif %}";

    #[test]
    fn a_reply_that_has_begun_is_left_open_at_its_exact_end() {
        let text = template(STRICT)
            .fill(None, &[turn("a", Some("b ")), turn(" c ", Some(" it is \n"))])
            .unwrap();
        assert_eq!(text, "<s><user>a<assistant>b<user>c<model> it is \n");
    }

    #[test]
    fn a_system_prompt_that_the_template_refuses_goes_before_the_first_prompt() {
        let text = template(STRICT).fill(Some("be short"), &[turn("a", None)]).unwrap();
        assert_eq!(text, "<s><user>be short\n\na<model>");
    }

    #[test]
    fn the_templates_own_refusal_is_the_error() {
        let refused = template("{{ raise_exception('not like this') }}")
            .fill(Some("be short"), &[turn("a", None)])
            .unwrap_err();
        assert!(refused.to_string().contains("not like this"), "{refused}");
    }

    #[test]
    fn templates_may_use_what_python_offers() {
        let source = "{%- set ns = namespace(first=true) -%}
            {%- for message in messages -%}
            {%- if message.role.startswith('us') -%}
                {{- message.content.strip().split('|')[-1].upper() -}}
            {%- endif -%}
            {%- if not loop.last %}{% continue %}{% endif -%}
            {{- messages[1:] | length -}}{{ tools is none }}{{ message.tool_calls is defined }}
            {%- endfor -%}
            {{ strftime_now('%Y') | length }}";
        let text =
            template(source).fill(None, &[turn("x", Some("y")), turn("a|b ", None)]).unwrap();
        assert_eq!(text, "XB2TrueFalse4");
    }

    #[test]
    fn templates_of_reasoning_models_are_understood() {
        let source = "{%- macro said(m) -%}{{ '<' ~ m.role ~ '>' }}{%- endmacro -%}
            {%- set ns = namespace(last=messages|length - 1) -%}
            {%- for message in messages[::-1] -%}
                {%- set index = (messages|length - 1) - loop.index0 -%}
                {%- if message.role == 'user' and not message.content.startswith('<t>') -%}
                    {%- set ns.last = index %}{% break %}
                {%- endif -%}
            {%- endfor -%}
            {%- for message in messages -%}
                {%- if message.content is string -%}{%- set content = message.content -%}
                {%- else -%}{%- set content = '' -%}{%- endif -%}
                {%- if message.role == 'assistant' and '</think>' in content -%}
                    {%- set content = content.split('</think>')[-1].lstrip('\n') -%}
                {%- endif -%}
                {{- said(message) + content + ('*' if loop.index0 == ns.last else '') -}}
            {%- endfor -%}
            {%- if enable_thinking is defined and enable_thinking is false -%}off{%- endif -%}";
        let turns = [turn("a", Some("<think>hm</think>\n\nb")), turn("c", None)];
        let text = template(source).fill(None, &turns).unwrap();
        assert_eq!(text, "<user>a<assistant>b<user>c*");
    }

    #[test]
    fn templates_may_join_lists_and_choose_from_them() {
        let source = "{%- set head = 'one' -%}
            {%- set ns = namespace(kept=[]) -%}
            {%- for message in messages -%}
                {%- if message.get('content') and not message.get('tool_calls') -%}
                    {%- set ns.kept = ns.kept + [message] -%}
                {%- endif -%}
            {%- endfor -%}
            {%- set users = ns.kept | selectattr('role', 'equalto', 'user') | list -%}
            {%- if messages[0]['role'] in ['system', 'developer'] -%}
                {%- set messages = messages[1:] -%}
            {%- endif -%}
            {{- bos_token + head + users[-1]['content'] ~ messages | length + eos_token -}}";
        let turns = [turn("a", Some("b")), turn("c", None)];
        let text = template(source).fill(Some("s"), &turns).unwrap();
        assert_eq!(text, "<s>onec3</s>");
    }

    #[test]
    fn marks_for_training_are_passed_over() {
        let source = "{% for m in messages %}{%- generation -%}{{ m.content }}\
            {% endgeneration %}{% endfor %}";
        assert_eq!(template(source).fill(None, &[turn("a", None)]).unwrap(), "a");
    }

    #[test]
    fn a_template_that_never_ends_is_stopped() {
        let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}\
            {% endfor %}{% endfor %}";
        assert!(template(endless).fill(None, &[turn("a", None)]).is_err());
    }

    #[test]
    fn a_model_without_a_template_is_spoken_to_plainly() {
        let plain = Template::new(None, String::new(), String::new()).unwrap();
        let text = plain.fill(Some("be short"), &[turn("a", Some("b")), turn("c", None)]).unwrap();
        assert_eq!(
            text,
            "<|im_start|>system\nbe short<|im_end|>\n<|im_start|>user\na<|im_end|>\n\
             <|im_start|>assistant\nb<|im_end|>\n<|im_start|>user\nc<|im_end|>\n\
             <|im_start|>assistant\n"
        );
    }
}
