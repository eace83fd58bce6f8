package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A member of a group that remembers its partitions and what it received.
type member struct {
	client *kgo.Client
	mutex  sync.Mutex // The callbacks come from the client's own goroutines.
	mine   map[int32]bool
	found  []*kgo.Record
}

func (s *suite) group() {
	topic := s.topic("group")
	s.send(topic, records("", 300))
	first := s.member("group", topic)
	defer first.client.Close()
	s.until("all for the first", func() bool { first.poll(s.ctx); return shared(first) })
	s.until("300 records", func() bool { return values(first.poll(s.ctx)) == 300 })

	second := s.member("group", topic)
	defer second.client.Close()
	both := func() int { return values(first.poll(s.ctx), second.poll(s.ctx)) }
	s.until("a share for each", func() bool { both(); return shared(first, second) })
	s.send(topic, records("shared", 300))
	s.until("600 records", func() bool { return both() == 600 })

	must(first.client.CommitUncommittedOffsets(s.ctx))
	must(first.client.LeaveGroupContext(s.ctx))
	s.until("all for the second", func() bool { second.poll(s.ctx); return shared(second) })
	s.send(topic, records("alone", 300))
	s.until("900 records", func() bool { return values(first.found, second.poll(s.ctx)) == 900 })
}

func (s *suite) commit() {
	topic := s.topic("commit")
	sent := records("", 300)
	s.send(topic, sent)
	first := s.member("commit", topic, kgo.DisableAutoCommit())
	defer first.client.Close()
	s.until("some records", func() bool { return len(first.poll(s.ctx)) >= 100 })
	before := first.found[:100]
	ends := kadm.Offsets{}
	for _, r := range before {
		ends.AddOffset(topic, r.Partition, r.Offset+1, -1)
	}
	must(first.client.CommitRecords(s.ctx, before...))
	committed := must1(s.admin.FetchOffsets(s.ctx, s.name("commit")))
	for partition, end := range ends[topic] {
		found, _ := committed.Lookup(topic, partition)
		same(end.At, found.At)
	}
	must(first.client.LeaveGroupContext(s.ctx))

	second := s.member("commit", topic, kgo.DisableAutoCommit())
	defer second.client.Close()
	s.until("the rest", func() bool { return len(second.poll(s.ctx)) >= 200 })
	same(texts(sent), texts(slices.Concat(before, second.found)))
	must(second.client.CommitRecords(s.ctx, second.found...))
	must(second.client.LeaveGroupContext(s.ctx))
}

func (s *suite) member(group, topic string, opts ...kgo.Opt) *member {
	m := &member{mine: map[int32]bool{}}
	set := func(held bool) func(context.Context, *kgo.Client, map[string][]int32) {
		return func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) {
			m.mutex.Lock()
			defer m.mutex.Unlock()
			for _, partition := range partitions[topic] {
				if held {
					m.mine[partition] = true
				} else {
					delete(m.mine, partition)
				}
			}
		}
	}
	m.client = s.client(append(opts, kgo.ConsumerGroup(s.name(group)), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.SessionTimeout(6*time.Second), kgo.HeartbeatInterval(300*time.Millisecond),
		kgo.OnPartitionsAssigned(set(true)), kgo.OnPartitionsRevoked(set(false)), kgo.OnPartitionsLost(set(false)))...)
	return m
}

// poll waits a little for records and returns all that there were so far.
func (m *member) poll(ctx context.Context) []*kgo.Record {
	poll, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	fetches := m.client.PollFetches(poll)
	for _, failed := range fetches.Errors() {
		if !errors.Is(failed.Err, context.DeadlineExceeded) {
			panic(failed.Err)
		}
	}
	m.found = append(m.found, fetches.Records()...)
	return m.found
}

func (m *member) partitions() []int32 {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.Sorted(maps.Keys(m.mine))
}

// shared is whether each member has a part of the three partitions, and no two the same.
func shared(members ...*member) bool {
	var all []int32
	for _, m := range members {
		mine := m.partitions()
		if len(mine) == 0 {
			return false
		}
		all = append(all, mine...)
	}
	slices.Sort(all)
	return slices.Equal(all, []int32{0, 1, 2})
}

func (s *suite) send(topic string, sent []*kgo.Record, opts ...kgo.Opt) {
	client := s.client(append(opts, kgo.DefaultProduceTopic(topic))...)
	defer client.Close()
	must(client.ProduceSync(s.ctx, sent...).FirstErr())
}

func (s *suite) read(topic string, count int) []*kgo.Record {
	reader := &member{client: s.client(kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))}
	defer reader.client.Close()
	s.until(fmt.Sprint(count, " records"), func() bool { return len(reader.poll(s.ctx)) >= count })
	return reader.found
}

func records(prefix string, count int) []*kgo.Record {
	var made []*kgo.Record
	for i := range count {
		made = append(made, &kgo.Record{
			Key:     fmt.Appendf(nil, "key-%d", i),
			Value:   fmt.Appendf(nil, "%svalue-%d-%s", prefix, i, strings.Repeat("x", 100)),
			Headers: []kgo.RecordHeader{{Key: "n", Value: fmt.Append(nil, i)}},
		})
	}
	return made
}

// values counts the different ones.
func values(found ...[]*kgo.Record) int {
	seen := map[string]bool{}
	for _, r := range slices.Concat(found...) {
		seen[string(r.Value)] = true
	}
	return len(seen)
}

// texts has keys, values and headers in one comparable text, whatever the order of the records.
func texts(found []*kgo.Record) string {
	var lines []string
	for _, r := range found {
		lines = append(lines, fmt.Sprintf("%s %s %s", r.Key, r.Value, r.Headers))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
