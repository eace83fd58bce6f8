package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A groupMember prints what MemberProcess.java tells.
type groupMember struct {
	client      *kgo.Client
	mutex       sync.Mutex            // The callbacks come from the client's own goroutines.
	uncommitted map[int32]*kgo.Record // The last one read of each partition.
}

// runMember is BOOTSTRAP NAME classic|consumer ASSIGNOR.
func runMember(bootstrap, name, protocol, assignor string) {
	m := &groupMember{uncommitted: map[int32]*kgo.Record{}}
	balancers := map[string]kgo.GroupBalancer{
		"range":              kgo.RangeBalancer(),
		"roundrobin":         kgo.RoundRobinBalancer(),
		"sticky":             kgo.StickyBalancer(),
		"cooperative-sticky": kgo.CooperativeStickyBalancer(),
		"uniform":            kgo.StickyBalancer(), // What stands for it in this client.
	}
	opts := []kgo.Opt{
		kgo.SeedBrokers(bootstrap), kgo.ConsumerGroup(name), kgo.ConsumeTopics(name),
		kgo.Balancers(balancers[assignor]), kgo.DisableAutoCommit(), kgo.BlockRebalanceOnPoll(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.SessionTimeout(6 * time.Second), kgo.HeartbeatInterval(500 * time.Millisecond),
		kgo.MetadataMinAge(100 * time.Millisecond), kgo.MetadataMaxAge(time.Second),
		kgo.FetchMaxWait(100 * time.Millisecond),
		kgo.OnPartitionsAssigned(func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) {
			sayPartitions("assigned", partitions[name])
		}),
		kgo.OnPartitionsRevoked(func(ctx context.Context, client *kgo.Client, partitions map[string][]int32) {
			m.commit(ctx, client)
			m.forget(partitions[name])
			sayPartitions("revoked", partitions[name])
		}),
		kgo.OnPartitionsLost(func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) {
			m.forget(partitions[name])
			sayPartitions("lost", partitions[name])
		}),
	}
	if protocol == "consumer" {
		opts = append(opts, kgo.ServerSideBalancer())
	}
	m.client = must1(kgo.NewClient(opts...))
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		must1(io.Copy(io.Discard, os.Stdin))
		cancel()
	}()
	for ctx.Err() == nil {
		m.poll(ctx)
	}
	m.client.CloseAllowingRebalance()
}

func (m *groupMember) poll(ctx context.Context) {
	defer m.client.AllowRebalance()
	wait, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	fetches := m.client.PollFetches(wait)
	fetches.EachError(func(_ string, partition int32, err error) {
		if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
			fmt.Fprintln(os.Stderr, partition, err)
		}
	})
	m.mutex.Lock()
	fetches.EachPartition(func(fetched kgo.FetchTopicPartition) {
		if count := len(fetched.Records); count > 0 {
			first, last := fetched.Records[0], fetched.Records[count-1]
			say("read", int64(fetched.Partition), first.Offset, last.Offset)
			m.uncommitted[fetched.Partition] = last
		}
	})
	m.mutex.Unlock()
	m.commit(context.Background(), m.client)
}

func (m *groupMember) commit(ctx context.Context, client *kgo.Client) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.uncommitted) == 0 {
		return
	}
	if err := client.CommitRecords(ctx, slices.Collect(maps.Values(m.uncommitted))...); err != nil {
		// The next one says it again, that before the partitions are given up at the latest.
		fmt.Fprintln(os.Stderr, err)
		return
	}
	for partition, last := range m.uncommitted {
		say("committed", int64(partition), last.Offset+1)
	}
	clear(m.uncommitted)
}

func (m *groupMember) forget(partitions []int32) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for _, partition := range partitions {
		delete(m.uncommitted, partition)
	}
}

func sayPartitions(what string, partitions []int32) {
	var numbers []int64
	for _, partition := range partitions {
		numbers = append(numbers, int64(partition))
	}
	say(what, numbers...)
}

// say prints a line in one piece.
func say(what string, numbers ...int64) {
	words := strings.Trim(fmt.Sprint(numbers), "[]")
	fmt.Println(strings.TrimSpace(fmt.Sprint(time.Now().UnixMilli(), " ", what, " ", words)))
}
