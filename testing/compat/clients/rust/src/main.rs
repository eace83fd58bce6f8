//! Checks with the crate rdkafka, which wraps librdkafka; with `member`, a member of a group.

mod member;
mod support;

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_executor::block_on;
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::message::{Header, OwnedHeaders, OwnedMessage};
use rdkafka::producer::{BaseRecord, Producer, ThreadedProducer};
use rdkafka::{ClientConfig, Message, Offset, TopicPartitionList};
use support::*;

struct Suite {
    bootstrap: String,
    prefix: String,
    admin: AdminClient<DefaultClientContext>,
    options: AdminOptions,
    topics: Vec<String>,
}

type Check = fn(&mut Suite) -> Outcome;

const CHECKS: [(&str, Check); 17] = [
    ("admin-create", |s| s.topic("admin").map(drop)),
    ("admin-describe", Suite::admin_describe),
    ("admin-configs", |s| same("604800000", &s.retention()?)),
    ("admin-alter", Suite::admin_alter),
    ("produce-none", |s| s.produce("none")),
    ("produce-gzip", |s| s.produce("gzip")),
    ("produce-snappy", |s| s.produce("snappy")),
    ("produce-lz4", |s| s.produce("lz4")),
    ("produce-zstd", |s| s.produce("zstd")),
    ("big", Suite::big),
    ("tiny", Suite::tiny),
    ("group", Suite::group),
    ("commit", Suite::commit),
    ("seek-time", Suite::seek_time),
    ("admin-groups", Suite::admin_groups),
    ("admin-offsets", Suite::admin_offsets),
    ("admin-delete", Suite::admin_delete),
];

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments[1] == "member" {
        return member::run(&arguments[2..]);
    }
    let mut suite = Suite {
        bootstrap: arguments[1].clone(),
        prefix: arguments[2].clone(),
        admin: ClientConfig::new().set("bootstrap.servers", &arguments[1]).create()?,
        options: AdminOptions::new().request_timeout(Some(WAIT)).operation_timeout(Some(WAIT)),
        topics: vec![],
    };
    let mut failed = false;
    for (name, check) in CHECKS {
        start_clock();
        match check(&mut suite) {
            Ok(()) => println!("ok {name}"),
            Err(e) => {
                failed = true;
                println!("FAIL {name} {}", e.to_string().replace('\n', " "));
            }
        }
    }
    std::process::exit(failed.into())
}

impl Suite {
    fn admin_describe(&mut self) -> Outcome {
        let found = self.admin.inner().fetch_metadata(Some(&self.name("admin")), WAIT)?;
        same(3, found.topics()[0].partitions().len())
    }

    fn admin_alter(&mut self) -> Outcome {
        // This client has only the older AlterConfigs, which replaces all of them.
        let topic = self.name("admin");
        let alter = AlterConfig::new(ResourceSpecifier::Topic(&topic)).set("retention.ms", "3600000");
        for altered in block_on(self.admin.alter_configs([&alter], &self.options))? {
            altered.map_err(|(_, code)| code)?;
        }
        same("3600000", &self.retention()?)
    }

    fn produce(&mut self, compression: &str) -> Outcome {
        let topic = self.topic(compression)?;
        let sent = records("", 200);
        self.send(&topic, &sent, &[("compression.type", compression)])?;
        same(sorted(sent), contents(&self.read(&topic, 200)?))
    }

    fn big(&mut self) -> Outcome {
        let topic = self.topic("big")?;
        let value: Vec<u8> = (0..1_000_000).map(|i| (i % 251) as u8).collect();
        let sent = vec![(None, value, None)];
        self.send(&topic, &sent, &[("message.max.bytes", "2000000")])?;
        same(true, sent == contents(&self.read(&topic, 1)?))
    }

    fn tiny(&mut self) -> Outcome {
        let topic = self.topic("tiny")?;
        let sent: Vec<Record> = (0..10_000).map(|i| (None, format!("{i:010}").into_bytes(), None)).collect();
        self.send(&topic, &sent, &[])?;
        same(true, sent == contents(&self.read(&topic, 10_000)?))
    }

    fn group(&mut self) -> Outcome {
        let topic = self.topic("group")?;
        let mut seen = BTreeSet::new();
        let mut poll = |member: &BaseConsumer| -> Outcome<usize> {
            seen.extend(poll(member)?.iter().filter_map(|m| m.payload().map(<[u8]>::to_vec)));
            Ok(seen.len())
        };
        self.send(&topic, &records("", 300), &[])?;
        let first = self.member("group", "true")?;
        first.subscribe(&[&topic])?;
        until("all for the first", || poll(&first).and(shared(&[&first])))?;
        until("300 records", || Ok(poll(&first)? == 300))?;

        let second = self.member("group", "true")?;
        second.subscribe(&[&topic])?;
        until("a share for each", || poll(&first).and(poll(&second)).and(shared(&[&first, &second])))?;
        self.send(&topic, &records("shared", 300), &[])?;
        until("600 records", || Ok(poll(&first)?.max(poll(&second)?) == 600))?;

        drop(first); // Leaves the group.
        until("all for the second", || poll(&second).and(shared(&[&second])))?;
        self.send(&topic, &records("alone", 300), &[])?;
        until("900 records", || Ok(poll(&second)? == 900))
    }

    fn commit(&mut self) -> Outcome {
        let topic = self.topic("commit")?;
        let sent = records("", 300);
        self.send(&topic, &sent, &[])?;
        let first = self.member("commit", "false")?;
        first.subscribe(&[&topic])?;
        let mut found = take(&first, 100)?;
        found.truncate(100); // What came beyond them is for the second.
        let committed = ends(&topic, &found)?;
        first.commit(&committed, CommitMode::Sync)?;
        let read_back = first.committed_offsets(committed.clone(), WAIT)?;
        same(committed.to_topic_map(), read_back.to_topic_map())?;
        drop(first);
        let second = self.member("commit", "false")?;
        second.subscribe(&[&topic])?;
        found.extend(take(&second, 300 - found.len())?);
        same(sorted(sent), contents(&found))?;
        second.commit(&ends(&topic, &found)?, CommitMode::Sync)?;
        Ok(())
    }

    fn seek_time(&mut self) -> Outcome {
        let topic = self.topic("time")?;
        let hour_ago = SystemTime::now().duration_since(UNIX_EPOCH)? - Duration::from_secs(3_600);
        let start = hour_ago.as_millis() as i64;
        let values: Vec<String> = (0..100).map(|i| i.to_string()).collect();
        let producer = self.producer(&[])?;
        for (at, value) in (start..).step_by(1_000).zip(&values) {
            let record = BaseRecord::<(), str>::to(&topic).partition(0).timestamp(at).payload(value);
            producer.send(record).map_err(|(e, _)| e)?;
        }
        producer.flush(WAIT)?;
        let reader = self.member("time", "false")?;
        let mut asked = TopicPartitionList::new();
        // An offset field stands for the time here.
        asked.add_partition_offset(&topic, 0, Offset::Offset(start + 49_500))?;
        let position = reader.offsets_for_times(asked, WAIT)?;
        same(Offset::Offset(50), position.elements()[0].offset())?;
        same((0, 100), reader.fetch_watermarks(&topic, 0, WAIT)?)?;
        reader.assign(&position)?;
        let found = take(&reader, 50)?;
        let read: Vec<&[u8]> = found.iter().filter_map(|m| m.payload()).collect();
        same(values[50..].iter().map(String::as_bytes).collect(), read)?;
        same(Some(start + 50_000), found[0].timestamp().to_millis())
    }

    fn admin_groups(&mut self) -> Outcome {
        // Committed offsets are not to be had from this admin client.
        let group = self.name("commit");
        let member = self.member("commit", "true")?;
        member.subscribe(&[&group])?;
        until("assignment", || poll(&member).and(shared(&[&member])))?;
        same(true, self.listed(&group)?)?;
        let found = member.fetch_group_list(Some(&group), WAIT)?;
        let told = &found.groups()[0];
        same(("Stable", 1), (told.state(), told.members().len()))
    }

    fn admin_offsets(&mut self) -> Outcome {
        let topic = self.name("time");
        let mut before = TopicPartitionList::new();
        before.add_partition_offset(&topic, 0, Offset::Offset(10))?;
        for deleted in block_on(self.admin.delete_records(&before, &self.options))?.elements() {
            deleted.error()?;
        }
        same((10, 100), self.admin.inner().fetch_watermarks(&topic, 0, WAIT)?)
    }

    fn admin_delete(&mut self) -> Outcome {
        let group = self.name("commit");
        for deleted in block_on(self.admin.delete_groups(&[&group], &self.options))? {
            deleted.map_err(|(_, code)| code)?;
        }
        same(false, self.listed(&group)?)?;
        let topics: Vec<&str> = self.topics.iter().map(String::as_str).collect();
        for deleted in block_on(self.admin.delete_topics(&topics, &self.options))? {
            deleted.map_err(|(_, code)| code)?;
        }
        until("the topics are gone", || {
            let left = self.admin.inner().fetch_metadata(None, WAIT)?;
            Ok(!left.topics().iter().any(|topic| topics.contains(&topic.name())))
        })
    }

    fn name(&self, name: &str) -> String {
        format!("{}-{name}", self.prefix)
    }

    fn topic(&mut self, name: &str) -> Outcome<String> {
        let topic = self.name(name);
        let new = NewTopic::new(&topic, 3, TopicReplication::Fixed(1));
        for created in block_on(self.admin.create_topics([&new], &self.options))? {
            created.map_err(|(_, code)| code)?;
        }
        self.topics.push(topic.clone());
        Ok(topic)
    }

    fn retention(&self) -> Outcome<String> {
        let topic = self.name("admin");
        let asked = [ResourceSpecifier::Topic(&topic)];
        let found = block_on(self.admin.describe_configs(&asked, &self.options))?.remove(0)?;
        let entry = found.get("retention.ms").ok_or("no retention.ms")?;
        Ok(entry.value.clone().unwrap_or_default())
    }

    fn listed(&self, group: &str) -> Outcome<bool> {
        let found = self.admin.inner().fetch_group_list(None, WAIT)?;
        Ok(found.groups().iter().any(|listed| listed.name() == group))
    }

    fn producer(&self, config: &[(&str, &str)]) -> Outcome<ThreadedProducer<Failures>> {
        let mut all = ClientConfig::new();
        all.set("bootstrap.servers", &self.bootstrap).set("enable.idempotence", "true");
        for (key, value) in config {
            all.set(*key, *value);
        }
        Ok(all.create_with_context(Failures::default())?)
    }

    fn send(&self, topic: &str, sent: &[Record], config: &[(&str, &str)]) -> Outcome {
        let producer = self.producer(config)?;
        for (key, value, header) in sent {
            let mut record = BaseRecord::<[u8], [u8]>::to(topic).payload(value);
            record.key = key.as_deref();
            record.headers = header
                .as_ref()
                .map(|value| OwnedHeaders::new().insert(Header { key: "n", value: Some(value) }));
            producer.send(record).map_err(|(e, _)| e)?;
        }
        producer.flush(WAIT)?;
        let failures = producer.context().0.lock().map_err(|e| e.to_string())?;
        same(&Vec::new(), &*failures)
    }

    fn read(&self, topic: &str, count: usize) -> Outcome<Vec<OwnedMessage>> {
        let mut all = TopicPartitionList::new();
        all.add_partition_range(topic, 0, 2);
        all.set_all_offsets(Offset::Beginning)?;
        let reader = self.member("reader", "false")?;
        reader.assign(&all)?;
        take(&reader, count)
    }

    fn member(&self, group: &str, commits: &str) -> Outcome<BaseConsumer> {
        Ok(ClientConfig::new()
            .set("bootstrap.servers", &self.bootstrap)
            .set("group.id", self.name(group))
            .set("enable.auto.commit", commits)
            .set("auto.offset.reset", "earliest")
            .set("session.timeout.ms", "6000")
            .set("heartbeat.interval.ms", "300")
            .create()?)
    }
}
