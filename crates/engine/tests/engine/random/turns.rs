//! The operations of a walk that ask a model something.

use engine::{Again, Ask, Blind, Compare, Seat};
use model::{ModelId, Parameters, Role};
use store::MessageId;

use super::model;
use super::walk::{Scene, Walk};

impl Walk {
    /// A model: mostly one that answers at once.
    fn someone(&mut self) -> ModelId {
        match self.chance.below(12) {
            0 => ModelId::from("cloud/slow".to_owned()),
            1 => ModelId::from("cloud/silent".to_owned()),
            other => model(other),
        }
    }

    fn parameters(&mut self) -> Parameters {
        let system = self.chance.once_in(3).then(|| "Be brief.".to_owned());
        Parameters { system_prompt: system, ..Parameters::default() }
    }

    /// A prompt after a reply, or beside another prompt.
    pub(super) async fn ask(&mut self, parent: Option<MessageId>) {
        let ask = Ask {
            session: Some(self.session),
            parent,
            text: self.words(),
            attachments: Vec::new(),
            recordings: Vec::new(),
            model: self.someone(),
            parameters: None,
        };
        let asked = self.engine.ask(ask).await;
        self.tell("ask", asked);
    }

    /// Lanes that come, go and change their order, from those that are there.
    pub(super) fn seats(&mut self, scene: &Scene) -> Vec<Seat> {
        let mut seats = Vec::new();
        for lane in &scene.lanes {
            if !self.chance.once_in(6) {
                let model = lane.model.clone();
                let parameters = lane.parameters.clone();
                seats.push(Seat { lane: Some(lane.lane), model, parameters });
            }
        }
        while seats.len() < 2 || self.chance.once_in(4) {
            let seat = Seat { lane: None, model: self.someone(), parameters: self.parameters() };
            let place = self.chance.below(seats.len() + 1);
            seats.insert(place, seat);
        }
        seats
    }

    fn comparison(&mut self, seats: Vec<Seat>) -> Compare {
        let only = match self.chance.once_in(3) {
            true => vec![self.chance.below(seats.len()) as u32],
            false => Vec::new(),
        };
        Compare {
            session: Some(self.session),
            seats,
            only,
            text: self.words(),
            attachments: Vec::new(),
            recordings: Vec::new(),
            replaces: None,
            parameters: None,
            blind: None,
        }
    }

    /// A prompt for several lanes, new or in the place of one that was asked before.
    pub(super) async fn compare(&mut self, scene: &Scene) {
        let seats = self.seats(scene);
        let prompt = scene.node.role == Role::User && self.chance.once_in(2);
        let replaces = prompt.then_some(scene.node.id);
        let ask = Compare { replaces, ..self.comparison(seats) };
        let deed = if prompt { "edit prompt of lanes" } else { "compare" };
        let compared = self.engine.compare(ask).await;
        self.tell(deed, compared);
    }

    /// A turn whose models are drawn and hidden.
    pub(super) async fn begin_blind(&mut self, scene: &Scene) {
        let pool = (0..4).map(|_| self.someone()).chain([model(1), model(2), model(3)]).collect();
        let models = 2 + self.chance.below(2) as u32;
        let blind = Some(Blind { pool, models, even_pace: self.chance.once_in(2) });
        let seats = self.seats(scene);
        let ask = Compare { blind, only: Vec::new(), ..self.comparison(seats) };
        let compared = self.engine.compare(ask).await;
        if let Some(open) = self.tell("blind turn", compared) {
            assert!(
                open.blind
                    && open.lanes.iter().all(|one| one.lane.model.as_str() == engine::HIDDEN)
            );
        }
    }

    pub(super) async fn regenerate(&mut self, scene: &Scene) {
        let verbatim = self.chance.once_in(4);
        let other = self.chance.once_in(3).then(|| self.someone());
        let parameters = self.chance.once_in(3).then(|| self.parameters());
        let again = Again { model: other.filter(|_| !verbatim), parameters, verbatim };
        let deed = if verbatim { "send again" } else { "regenerate" };
        let asked = self.engine.regenerate(scene.node.id, again).await;
        if let (Some(asked), true) = (self.tell(deed, asked), verbatim) {
            let new = asked.messages.last().unwrap().id;
            self.engine.flush().await;
            let store = self.engine.store();
            let before = store.request(scene.node.id).await.unwrap();
            self.engine.flush().await;
            // One that waits for its end may not have begun.
            if let Some(after) = store.request(new).await.unwrap() {
                assert_eq!(Some(after), before, "byte for byte");
            }
        }
    }

    pub(super) async fn go_on(&mut self, scene: &Scene) {
        let gone_on = self.engine.continue_reply(scene.node.id).await;
        if self.tell("continue", gone_on).is_some() {
            self.mirror.goes_on(scene.node.id);
        }
    }

    pub(super) async fn fan_out(&mut self, scene: &Scene) {
        let models = [self.someone(), self.someone()];
        let count = 1 + self.chance.below(2);
        let fanned = self.engine.fan_out(scene.node.id, &models[..count]).await;
        self.tell("fan out", fanned);
    }

    pub(super) async fn merge(&mut self, scene: &Scene) {
        let turn = scene.nodes.iter().filter(|node| node.turn == scene.node.turn);
        let replies = turn.filter(|node| node.role == Role::Assistant);
        let replies: Vec<_> = replies.map(|node| node.id).take(8).collect();
        let (model, text) = (self.someone(), self.words());
        let merged = self.engine.merge(&replies, model, text).await;
        if let Some(asked) = self.tell("merge", merged) {
            assert_eq!(asked.messages[0].merged, replies, "made of these");
        }
    }
}
