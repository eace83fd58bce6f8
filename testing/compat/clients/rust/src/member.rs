//! A member of a group, which prints what `MemberProcess.java` tells.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext, Rebalance};
use rdkafka::{ClientConfig, ClientContext, Message, Offset, TopicPartitionList};

use crate::support::Outcome;

const POLL: Duration = Duration::from_millis(100);

/// What has been read, and what of it is not committed yet.
#[derive(Default)]
struct Progress {
    topic: String,
    read: Mutex<BTreeMap<i32, (i64, i64)>>,
    uncommitted: Mutex<BTreeMap<i32, i64>>,
}

/// `BOOTSTRAP NAME classic|consumer ASSIGNOR`
pub fn run(arguments: &[String]) -> Outcome {
    let [bootstrap, name, protocol, assignor] = arguments else {
        return Err("BOOTSTRAP NAME PROTOCOL ASSIGNOR".into());
    };
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", bootstrap)
        .set("group.id", name)
        .set("group.protocol", protocol)
        .set("auto.offset.reset", "earliest")
        .set("enable.auto.commit", "false")
        .set("topic.metadata.refresh.interval.ms", "1000");
    if protocol == "classic" {
        config
            .set("partition.assignment.strategy", assignor)
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "500");
    } else {
        config.set("group.remote.assignor", assignor);
    }
    let progress = Progress { topic: name.clone(), ..Progress::default() };
    let consumer: BaseConsumer<Progress> = config.create_with_context(progress)?;
    consumer.subscribe(&[name])?;
    let ended = input_ended();
    while !ended.load(Ordering::Relaxed) {
        let mut wait = POLL;
        while let Some(message) = consumer.poll(wait) {
            match message {
                Ok(message) => consumer.context().add(message.partition(), message.offset()),
                Err(e) => eprintln!("{e}"),
            }
            wait = Duration::ZERO;
        }
        consumer.context().commit(&consumer);
    }
    drop(consumer); // Leaves the group.
    Ok(())
}

impl Progress {
    fn add(&self, partition: i32, offset: i64) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.entry(partition).or_insert((offset, offset)).1 = offset;
    }

    fn commit(&self, consumer: &BaseConsumer<Progress>) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let mut uncommitted = self.uncommitted.lock().unwrap_or_else(PoisonError::into_inner);
        for (partition, (first, last)) in std::mem::take(&mut *read) {
            say("read", &[partition.into(), first, last]);
            uncommitted.insert(partition, last + 1);
        }
        if uncommitted.is_empty() {
            return;
        }
        let mut offsets = TopicPartitionList::new();
        for (partition, offset) in &*uncommitted {
            let added = offsets.add_partition_offset(&self.topic, *partition, Offset::Offset(*offset));
            added.expect("an offset that was read");
        }
        if let Err(e) = consumer.commit(&offsets, CommitMode::Sync) {
            // The next one says it again, that before the partitions are given up at the latest.
            eprintln!("{e}");
            return;
        }
        for (partition, offset) in std::mem::take(&mut *uncommitted) {
            say("committed", &[partition.into(), offset]);
        }
    }

    fn give_up(&self, what: &str, partitions: &[i64]) {
        let given_up = |partition: &i32| partitions.contains(&i64::from(*partition));
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.retain(|partition, _| !given_up(partition));
        let mut uncommitted = self.uncommitted.lock().unwrap_or_else(PoisonError::into_inner);
        uncommitted.retain(|partition, _| !given_up(partition));
        say(what, partitions);
    }
}

impl ClientContext for Progress {}

impl ConsumerContext for Progress {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        match rebalance {
            Rebalance::Assign(partitions) => say("assigned", &numbers(partitions)),
            Rebalance::Revoke(partitions) if consumer.assignment_lost() => {
                self.give_up("lost", &numbers(partitions));
            }
            Rebalance::Revoke(partitions) => {
                self.commit(consumer);
                self.give_up("revoked", &numbers(partitions));
            }
            Rebalance::Error(e) => eprintln!("{e}"),
        }
    }
}

fn input_ended() -> Arc<AtomicBool> {
    let ended = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&ended);
    std::thread::spawn(move || {
        let mut ignored = vec![];
        if let Err(e) = std::io::stdin().read_to_end(&mut ignored) {
            eprintln!("{e}");
        }
        told.store(true, Ordering::Relaxed);
    });
    ended
}

fn numbers(partitions: &TopicPartitionList) -> Vec<i64> {
    partitions.elements().iter().map(|element| element.partition().into()).collect()
}

fn say(what: &str, numbers: &[i64]) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let words: String = numbers.iter().map(|number| format!(" {number}")).collect();
    println!("{now} {what}{words}");
}
