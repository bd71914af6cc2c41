//! What of a query the index answers, and what is asked of each message.

use lookup::{Author, Filter, Has, Kind, Needle, Needles, Voted, Want};
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Sqlite, query::Query};

use super::Search;
use super::expression::{Columns, expression, without};
use crate::Result;

/// A value in an SQL text.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Number(i64),
    Text(String),
}

impl Bound {
    pub(super) fn bind<'q>(
        &'q self,
        query: Query<'q, Sqlite, SqliteArguments>,
    ) -> Query<'q, Sqlite, SqliteArguments> {
        match self {
            Self::Number(number) => query.bind(number),
            Self::Text(text) => query.bind(text),
        }
    }
}

/// How a query is answered.
pub(super) struct Plan {
    /// What the index is asked; none: every message is looked at.
    pub(super) words: Option<String>,
    /// What is asked of each message `m` of a session `s`, and the values in it.
    pub(super) condition: (String, Vec<Bound>),
    /// The whole of it, for texts that the index must not answer for.
    pub(super) want: Want,
    /// What is lit.
    pub(super) needles: Needles,
    /// The expression for titles; none where the query asks what only messages have.
    pub(super) titles: Option<String>,
    pub(super) bin: bool,
    pub(super) reasoning: bool,
}

impl Plan {
    /// None: nothing is looked for.
    pub(super) async fn new(
        database: &mut SqliteConnection,
        search: &Search,
    ) -> Result<Option<Self>> {
        let query = &search.query;
        let want = match &query.want {
            Some(want) => want.clone(),
            // All that was deleted.
            None if query.bin => Want::All(Vec::new()),
            None => return Ok(None),
        };
        let parts = match &want {
            Want::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let columns = Columns::of_messages(query.reasoning);
        let (mut wanted, mut unwanted, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            let not = match part {
                Want::Not(part) => expression(part, columns),
                _ => None,
            };
            match (expression(part, columns), not) {
                (Some(found), _) => wanted.push(found),
                (None, Some(found)) => unwanted.push((found, part)),
                (None, None) => others.push(part),
            }
        }
        if wanted.is_empty() {
            others.extend(unwanted.drain(..).map(|(_, part)| part));
        }
        let unwanted: Vec<String> = unwanted.into_iter().map(|(found, _)| found).collect();
        let words = without(&wanted, &unwanted);
        let mut condition = Condition {
            sql: String::new(),
            bound: Vec::new(),
            columns,
            utc_offset: search.utc_offset,
        };
        condition.sql.push_str(match query.bin {
            true => "(m.deleted_at is not null or s.deleted_at is not null)",
            false => "m.deleted_at is null and s.deleted_at is null",
        });
        condition.sql.push_str(" and m.status <> 1");
        for part in others {
            condition.sql.push_str(" and ");
            condition.want(database, part).await?;
        }
        let needles = query.words().into_iter().filter_map(Needle::new).collect();
        Ok(Some(Self {
            words,
            condition: (condition.sql, condition.bound),
            titles: expression(&want, Columns::TITLES),
            want,
            needles: Needles(needles),
            bin: query.bin,
            reasoning: query.reasoning,
        }))
    }

    /// Whether a text that was veiled still has what the query asks of texts.
    pub(super) fn fits(&self, text: &str) -> bool {
        fits(&self.want, text)
    }
}

fn fits(want: &Want, text: &str) -> bool {
    match want {
        Want::All(parts) => parts.iter().all(|part| fits(part, text)),
        Want::Any(parts) => parts.iter().any(|part| fits(part, text)),
        Want::Not(part) if matches!(**part, Want::Filter(_)) => true,
        Want::Not(part) => !fits(part, text),
        Want::Filter(_) => true,
        Want::Words(words) => Needle::new(words)
            .is_some_and(|needle| Needles(vec![needle]).found(text).contains(&true)),
    }
}

struct Condition {
    sql: String,
    bound: Vec<Bound>,
    columns: Columns,
    utc_offset: i32,
}

/// Who wrote it is not told yet.
pub(super) const HIDDEN: &str = "(m.role = 2 and exists (select 1 from blind b
    where b.turn_id = m.turn_id and b.told_at is null))";

impl Condition {
    fn say(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn value(&mut self, value: Bound) {
        self.sql.push('?');
        self.bound.push(value);
    }

    async fn want(&mut self, database: &mut SqliteConnection, want: &Want) -> Result<()> {
        if let Some(words) = expression(want, self.columns) {
            self.say("exists (select 1 from message_words where message_words match ");
            self.value(Bound::Text(words));
            self.say(" and rowid = m.message_key)");
            return Ok(());
        }
        match want {
            Want::Not(part) => {
                self.say("not ifnull(");
                Box::pin(self.want(database, part)).await?;
                self.say(", 0)");
            }
            Want::All(parts) => Box::pin(self.several(database, parts, " and ")).await?,
            Want::Any(parts) => Box::pin(self.several(database, parts, " or ")).await?,
            // What the index cannot know as words is in no text.
            Want::Words(_) => self.say("0"),
            Want::Filter(Filter::Model(name)) => self.model(database, name).await?,
            Want::Filter(filter) => self.filter(filter),
        }
        Ok(())
    }

    async fn several(
        &mut self,
        database: &mut SqliteConnection,
        parts: &[Want],
        between: &str,
    ) -> Result<()> {
        self.say("(");
        for (n, part) in parts.iter().enumerate() {
            if n > 0 {
                self.say(between);
            }
            self.want(database, part).await?;
        }
        self.say(")");
        Ok(())
    }

    /// The models are few: their names are compared here, folded. A blind turn's are not told.
    async fn model(&mut self, database: &mut SqliteConnection, wanted: &str) -> Result<()> {
        let all: Vec<(i64, String)> = sqlx::query_as("select model_name_key, name from model_name")
            .fetch_all(database)
            .await?;
        let wanted = crate::fold::fold(wanted);
        let keys = all.into_iter().filter(|(_, name)| crate::fold::fold(name).contains(&wanted));
        let keys: Vec<String> = keys.map(|(key, _)| key.to_string()).collect();
        self.say(&format!("(m.model_key in ({}) and not {HIDDEN})", keys.join(", ")));
        Ok(())
    }

    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::Before(day) => {
                self.say("m.created_at < ");
                self.value(Bound::Number(day.start(self.utc_offset)));
            }
            Filter::After(day) => {
                self.say("m.created_at >= ");
                self.value(Bound::Number(day.start(self.utc_offset)));
            }
            Filter::From(Author::Me) => self.say("m.role = 1"),
            Filter::From(Author::Model) => self.say("m.role = 2"),
            Filter::Kind(kind) => {
                let not = if *kind == Kind::Chat { "not " } else { "" };
                self.say(not);
                self.say("exists (select 1 from lane l where l.session_key = s.session_key)");
            }
            Filter::Has(has) => {
                let asked = has_sql(*has);
                self.say(&asked);
            }
            Filter::Voted(voted) => self.say(voted_sql(*voted)),
            // Both were asked elsewhere.
            Filter::Language(_) | Filter::Model(_) => self.say("1"),
        }
    }
}

fn has_sql(has: Has) -> String {
    match has {
        Has::Attachment => {
            "exists (select 1 from attachment t where t.message_key = m.message_key)".into()
        }
        Has::Image => "exists (select 1 from attachment t join file f on f.file_key = t.file_key
            where t.message_key = m.message_key and f.media_type like 'image/%')"
            .into(),
        Has::Code => "instr(m.text, '```') > 0".into(),
        Has::Reasoning => format!("(m.reasoning is not null and not {HIDDEN})"),
        Has::Vote => voted_sql(Voted::Yes).into(),
        Has::Rating => "exists (select 1 from rating r where r.message_key = m.message_key)".into(),
        Has::Failure => "m.status in (3, 4)".into(),
    }
}

fn voted_sql(voted: Voted) -> &'static str {
    match voted {
        Voted::Yes => {
            "exists (select 1 from vote v where v.turn_id = m.turn_id and v.undone_at is null)"
        }
        Voted::No => {
            "not exists (select 1 from vote v where v.turn_id = m.turn_id and v.undone_at is null)"
        }
        Voted::Best => {
            "exists (select 1 from candidate c join vote v on v.vote_key = c.vote_key
            where c.message_key = m.message_key and c.best = 1 and v.undone_at is null)"
        }
        Voted::Tie => {
            "exists (select 1 from vote v where v.turn_id = m.turn_id and v.undone_at is null
            and (select count(*) from candidate c
                where c.vote_key = v.vote_key and c.best = 1) > 1)"
        }
        Voted::Bad => {
            "exists (select 1 from vote v where v.turn_id = m.turn_id and v.undone_at is null
            and not exists (select 1 from candidate c
                where c.vote_key = v.vote_key and c.best = 1))"
        }
    }
}
