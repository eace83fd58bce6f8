//! What the checks are written with.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Headers, OwnedMessage};
use rdkafka::producer::{DeliveryResult, ProducerContext};
use rdkafka::{ClientContext, Message, Offset, TopicPartitionList};

pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Key, value and header.
pub type Record = (Option<Vec<u8>>, Vec<u8>, Option<Vec<u8>>);

/// The longest that one wait takes.
pub const WAIT: Duration = Duration::from_secs(20);

thread_local! {
    static DEADLINE: Cell<Instant> = Cell::new(Instant::now());
}

/// From now on the present check has half a minute.
pub fn start_clock() {
    DEADLINE.set(Instant::now() + Duration::from_secs(30));
}

/// What could not be delivered.
#[derive(Default)]
pub struct Failures(pub Mutex<Vec<String>>);

impl ClientContext for Failures {}

impl ProducerContext for Failures {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let (Err((e, _)), Ok(mut failures)) = (result, self.0.lock()) {
            failures.push(e.to_string());
        }
    }
}

/// Waits a little for a first record, and returns it with those that are there.
pub fn poll(member: &BaseConsumer) -> Outcome<Vec<OwnedMessage>> {
    let mut found = vec![];
    let mut wait = Duration::from_millis(50);
    while let Some(message) = member.poll(wait) {
        found.push(message?.detach());
        wait = Duration::ZERO;
    }
    Ok(found)
}

pub fn take(member: &BaseConsumer, count: usize) -> Outcome<Vec<OwnedMessage>> {
    let mut found = vec![];
    until("records", || {
        found.extend(poll(member)?);
        Ok(found.len() >= count)
    })?;
    Ok(found)
}

pub fn until(what: &str, mut condition: impl FnMut() -> Outcome<bool>) -> Outcome {
    while !condition()? {
        if Instant::now() > DEADLINE.get() {
            return Err(format!("not in time: {what}").into());
        }
    }
    Ok(())
}

/// Whether each member has a part of the three partitions, and no two the same.
pub fn shared(members: &[&BaseConsumer]) -> Outcome<bool> {
    let mut all = vec![];
    for member in members {
        let mine = member.assignment()?;
        if mine.count() == 0 {
            return Ok(false);
        }
        all.extend(mine.elements().iter().map(|e| e.partition()));
    }
    all.sort_unstable();
    Ok(all == [0, 1, 2])
}

pub fn ends(topic: &str, found: &[OwnedMessage]) -> Outcome<TopicPartitionList> {
    let last: BTreeMap<i32, i64> = found.iter().map(|m| (m.partition(), m.offset())).collect();
    let mut ends = TopicPartitionList::new();
    for (partition, offset) in last {
        ends.add_partition_offset(topic, partition, Offset::Offset(offset + 1))?;
    }
    Ok(ends)
}

pub fn records(prefix: &str, count: usize) -> Vec<Record> {
    let padding = "x".repeat(100);
    let record = |i| {
        let value = format!("{prefix}value-{i}-{padding}");
        (Some(format!("key-{i}").into()), value.into(), Some(format!("{i}").into()))
    };
    (0..count).map(record).collect()
}

pub fn contents(found: &[OwnedMessage]) -> Vec<Record> {
    let header = |m: &OwnedMessage| Some(m.headers()?.get(0).value?.to_vec());
    let content =
        |m: &OwnedMessage| (m.key().map(<[u8]>::to_vec), m.payload().unwrap_or_default().to_vec(), header(m));
    sorted(found.iter().map(content).collect())
}

pub fn sorted(mut records: Vec<Record>) -> Vec<Record> {
    records.sort();
    records
}

pub fn same<T: PartialEq + std::fmt::Debug>(expected: T, found: T) -> Outcome {
    if expected == found {
        return Ok(());
    }
    Err(format!("expected {expected:.200?}, found {found:.200?}")
        .chars()
        .take(400)
        .collect::<String>()
        .into())
}
