// Checks with franz-go and its admin client kadm; with `member` or `sarama-member`, a member of a group.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	checkTime = 30 * time.Second
	retention = "604800000"
	shorter   = "3600000"
)

// suite holds what the checks share. They fail by a panic, which the loop in main tells.
type suite struct {
	bootstrap, prefix string
	ctx               context.Context // Of the present check.
	admin             *kadm.Client
	topics            []string
}

func main() {
	switch os.Args[1] {
	case "member":
		runMember(os.Args[2], os.Args[3], os.Args[4], os.Args[5])
		return
	case "sarama-member":
		runSaramaMember(os.Args[2], os.Args[3], os.Args[5])
		return
	}
	s := &suite{bootstrap: os.Args[1], prefix: os.Args[2], ctx: context.Background()}
	s.admin = kadm.NewClient(s.client())
	failed := false
	for _, check := range []struct {
		name string
		run  func()
	}{
		{"admin-create", func() { s.topic("admin") }},
		{"admin-describe", s.adminDescribe},
		{"admin-configs", func() { same(retention, s.retention()) }},
		{"admin-alter", s.adminAlter},
		{"produce-none", func() { s.produce("none", kgo.NoCompression()) }},
		{"produce-gzip", func() { s.produce("gzip", kgo.GzipCompression()) }},
		{"produce-snappy", func() { s.produce("snappy", kgo.SnappyCompression()) }},
		{"produce-lz4", func() { s.produce("lz4", kgo.Lz4Compression()) }},
		{"produce-zstd", func() { s.produce("zstd", kgo.ZstdCompression()) }},
		{"big", s.big},
		{"tiny", s.tiny},
		{"group", s.group},
		{"commit", s.commit},
		{"seek-time", s.seekTime},
		{"admin-groups", s.adminGroups},
		{"admin-offsets", s.adminOffsets},
		{"admin-delete", s.adminDelete},
	} {
		if problem := s.attempt(check.run); problem != "" {
			failed = true
			fmt.Println("FAIL", check.name, problem)
		} else {
			fmt.Println("ok", check.name)
		}
	}
	if failed {
		os.Exit(1)
	}
}

// attempt returns why the check failed, in one line, or nothing.
func (s *suite) attempt(run func()) (problem string) {
	ctx, cancel := context.WithTimeout(context.Background(), checkTime)
	defer cancel()
	defer func() {
		if e := recover(); e != nil {
			problem = strings.Join(strings.Fields(fmt.Sprint(e)), " ")
		}
	}()
	s.ctx = ctx
	run()
	return ""
}

func (s *suite) adminDescribe() {
	found := must1(s.admin.ListTopics(s.ctx, s.name("admin")))
	same(3, len(found[s.name("admin")].Partitions))
}

func (s *suite) adminAlter() {
	alter := []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "retention.ms", Value: kadm.StringPtr(shorter)}}
	altered := must1(s.admin.AlterTopicConfigs(s.ctx, alter, s.name("admin")))
	must(altered[0].Err)
	same(shorter, s.retention())
}

func (s *suite) produce(name string, codec kgo.CompressionCodec) {
	topic := s.topic(name)
	sent := records("", 200)
	s.send(topic, sent, kgo.ProducerBatchCompression(codec))
	same(texts(sent), texts(s.read(topic, len(sent))))
}

func (s *suite) big() {
	topic := s.topic("big")
	value := make([]byte, 1_000_000)
	for i := range value {
		value[i] = byte(i % 251)
	}
	// This client's own limit leaves no room for the batch's header; the broker's does.
	s.send(topic, []*kgo.Record{{Value: value}},
		kgo.ProducerBatchMaxBytes(1_048_588), kgo.ProducerBatchCompression(kgo.NoCompression()))
	same(true, bytes.Equal(value, s.read(topic, 1)[0].Value))
}

func (s *suite) tiny() {
	topic := s.topic("tiny")
	var sent []*kgo.Record
	for i := range 10_000 {
		sent = append(sent, &kgo.Record{Value: fmt.Appendf(nil, "%010d", i)})
	}
	s.send(topic, sent)
	same(texts(sent), texts(s.read(topic, len(sent))))
}

func (s *suite) seekTime() {
	topic := s.topic("time")
	start := time.Now().Add(-time.Hour).UnixMilli()
	var sent []*kgo.Record
	for i := range int64(100) {
		// The partition is 0, which the manual partitioner takes from the record.
		sent = append(sent, &kgo.Record{Value: fmt.Append(nil, i), Timestamp: time.UnixMilli(start + i*1_000)})
	}
	s.send(topic, sent, kgo.RecordPartitioner(kgo.ManualPartitioner()))
	position := offset(s.admin.ListOffsetsAfterMilli(s.ctx, start+49_500, topic))
	same(50, position)
	same(0, offset(s.admin.ListStartOffsets(s.ctx, topic)))
	same(100, offset(s.admin.ListEndOffsets(s.ctx, topic)))
	from := map[string]map[int32]kgo.Offset{topic: {0: kgo.NewOffset().At(position)}}
	reader := &member{client: s.client(kgo.ConsumePartitions(from))}
	defer reader.client.Close()
	s.until("the later half", func() bool { return len(reader.poll(s.ctx)) >= 50 })
	same(texts(sent[50:]), texts(reader.found))
	same(start+50_000, reader.found[0].Timestamp.UnixMilli())
}

func (s *suite) adminGroups() {
	group := s.name("commit")
	m := s.member("commit", group)
	defer m.client.Close()
	s.until("assignment", func() bool { m.poll(s.ctx); return shared(m) })
	listed := must1(s.admin.ListGroups(s.ctx))
	same("consumer", listed[group].ProtocolType)
	described := must1(s.admin.DescribeGroups(s.ctx, group))[group]
	must(described.Err)
	same("Stable 1", fmt.Sprint(described.State, " ", len(described.Members)))
	sum := int64(0)
	must1(s.admin.FetchOffsets(s.ctx, group)).Each(func(o kadm.OffsetResponse) { sum += o.At })
	same(300, sum)
}

func (s *suite) adminOffsets() {
	topic := s.name("time")
	offsets := kadm.Offsets{}
	offsets.AddOffset(topic, 0, 10, -1)
	deleted := must1(s.admin.DeleteRecords(s.ctx, offsets))
	must(deleted.Error())
	same(10, offset(s.admin.ListStartOffsets(s.ctx, topic)))
}

func (s *suite) adminDelete() {
	group := s.name("commit")
	must(must1(s.admin.DeleteGroups(s.ctx, group)).Error())
	same(false, slices.Contains(must1(s.admin.ListGroups(s.ctx)).Groups(), group))
	must(must1(s.admin.DeleteTopics(s.ctx, s.topics...)).Error())
	s.until("the topics are gone", func() bool {
		return !slices.ContainsFunc(s.topics, must1(s.admin.ListTopics(s.ctx)).Has)
	})
}

func (s *suite) name(name string) string {
	return s.prefix + "-" + name
}

func (s *suite) topic(name string) string {
	created := must1(s.admin.CreateTopic(s.ctx, 3, 1, nil, s.name(name)))
	must(created.Err)
	// Kafka may answer before all of its parts know the topic.
	s.until("the topic is known", func() bool {
		known := must1(s.admin.ListTopics(s.ctx, created.Topic))[created.Topic]
		return known.Err == nil && len(known.Partitions) == 3
	})
	s.topics = append(s.topics, created.Topic)
	return created.Topic
}

func (s *suite) retention() string {
	found := must1(s.admin.DescribeTopicConfigs(s.ctx, s.name("admin")))
	configs := must1(found.On(s.name("admin"), nil))
	must(configs.Err)
	for _, config := range configs.Configs {
		if config.Key == "retention.ms" {
			return config.MaybeValue()
		}
	}
	panic("no retention.ms")
}

// client is one whose metadata may be fresh: a topic is used as soon as it is made.
func (s *suite) client(opts ...kgo.Opt) *kgo.Client {
	return must1(kgo.NewClient(append(opts,
		kgo.SeedBrokers(s.bootstrap), kgo.MetadataMinAge(50*time.Millisecond), kgo.FetchMaxWait(100*time.Millisecond))...))
}

// until looks again and again, until the check's time is over.
func (s *suite) until(what string, condition func() bool) {
	for !condition() {
		select {
		case <-s.ctx.Done():
			panic("not in time: " + what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func offset(listed kadm.ListedOffsets, err error) int64 {
	must(err)
	for _, partitions := range listed {
		must(partitions[0].Err)
		return partitions[0].Offset
	}
	panic("no offset")
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func must1[T any](value T, err error) T {
	must(err)
	return value
}

func same[T comparable](expected, found T) {
	if expected != found {
		panic(fmt.Sprintf("expected %.200s, found %.200s", fmt.Sprint(expected), fmt.Sprint(found)))
	}
}
