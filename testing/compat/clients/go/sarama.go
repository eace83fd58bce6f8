package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/IBM/sarama"
)

// A saramaMember prints what MemberProcess.java tells.
type saramaMember struct {
	name string
	// On connections of its own: this client has one request at a time on each.
	admin sarama.ClusterAdmin
}

// runSaramaMember is BOOTSTRAP NAME classic ASSIGNOR.
func runSaramaMember(bootstrap, name, assignor string) {
	strategies := map[string]func() sarama.BalanceStrategy{
		"range":              sarama.NewBalanceStrategyRange,
		"roundrobin":         sarama.NewBalanceStrategyRoundRobin,
		"sticky":             sarama.NewBalanceStrategySticky,
		"cooperative-sticky": sarama.NewBalanceStrategyCooperativeSticky,
	}
	config := sarama.NewConfig()
	config.Version = sarama.MaxVersion
	config.Metadata.RefreshFrequency = time.Second
	config.Consumer.MaxWaitTime = 100 * time.Millisecond
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.Offsets.AutoCommit.Enable = false
	config.Consumer.Return.Errors = true
	config.Consumer.Group.Session.Timeout = 6 * time.Second
	config.Consumer.Group.Heartbeat.Interval = 500 * time.Millisecond
	config.Consumer.Group.Rebalance.GroupStrategies = []sarama.BalanceStrategy{strategies[assignor]()}

	m := &saramaMember{name: name, admin: must1(sarama.NewClusterAdmin([]string{bootstrap}, config))}
	group := must1(sarama.NewConsumerGroup([]string{bootstrap}, name, config))
	go func() {
		for err := range group.Errors() {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		must1(io.Copy(io.Discard, os.Stdin))
		cancel()
	}()
	// With an eager assignor it returns for each rebalance.
	for ctx.Err() == nil {
		if err := group.Consume(ctx, []string{name}, m); err != nil && !errors.Is(err, context.Canceled) {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	must(group.Close())
	must(m.admin.Close())
}

func (m *saramaMember) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (m *saramaMember) Cleanup(sarama.ConsumerGroupSession) error { return nil }

// ConsumeClaim reads a partition for as long as this member has it.
func (m *saramaMember) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	partition := int64(claim.Partition())
	say("assigned", partition)
	uncommitted := int64(-1)
	for first := range claim.Messages() {
		last := first
		for waiting := len(claim.Messages()); waiting > 0; waiting-- {
			next, open := <-claim.Messages()
			if !open {
				break
			}
			last = next
		}
		say("read", partition, first.Offset, last.Offset)
		session.MarkMessage(last, "")
		uncommitted = m.commit(session, claim.Partition(), last.Offset+1)
		if session.Context().Err() != nil {
			break
		}
	}
	if uncommitted >= 0 {
		// The last chance before the partition is given up.
		m.commit(session, claim.Partition(), uncommitted)
	}
	say("revoked", partition)
	return nil
}

// commit returns what is still to be committed, or -1. The client does not tell whether a commit was
// acknowledged, so the group is asked.
func (m *saramaMember) commit(session sarama.ConsumerGroupSession, partition int32, offset int64) int64 {
	session.Commit()
	committed, err := m.admin.ListConsumerGroupOffsets(m.name, map[string][]int32{m.name: {partition}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return offset
	}
	block := committed.GetBlock(m.name, partition)
	if block == nil || block.Offset != offset {
		fmt.Fprintln(os.Stderr, "partition", partition, "is committed up to", block, "and not", offset)
		return offset
	}
	say("committed", int64(partition), offset)
	return -1
}
