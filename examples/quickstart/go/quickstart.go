// Sends three records, then reads three as a member of a group and commits how far it has come.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	topic = "greetings"
	count = 3
)

func main() {
	bootstrap := "localhost:9092"
	if len(os.Args) > 1 {
		bootstrap = os.Args[1]
	}
	ctx := context.Background()
	if err := produce(ctx, bootstrap); err != nil {
		log.Fatal(err)
	}
	if err := consume(ctx, bootstrap); err != nil {
		log.Fatal(err)
	}
}

func produce(ctx context.Context, bootstrap string) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(bootstrap), kgo.AllowAutoTopicCreation())
	if err != nil {
		return err
	}
	defer client.Close()
	for i := 1; i <= count; i++ {
		// Waits until the broker has acknowledged it.
		record := kgo.StringRecord(fmt.Sprint("hello ", i))
		record.Topic = topic
		if err := client.ProduceSync(ctx, record).FirstErr(); err != nil {
			return err
		}
		fmt.Printf("sent hello %d: offset %d\n", i, record.Offset)
	}
	return nil
}

func consume(ctx context.Context, bootstrap string) error {
	client, err := kgo.NewClient(
		kgo.SeedBrokers(bootstrap),
		kgo.ConsumerGroup("quickstart-go"),
		kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.DisableAutoCommit(),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	for received := 0; received < count; {
		fetches := client.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return err
		}
		fetches.EachRecord(func(record *kgo.Record) {
			fmt.Printf("received %s: offset %d\n", record.Value, record.Offset)
			received++
		})
		if err := client.CommitUncommittedOffsets(ctx); err != nil {
			return err
		}
	}
	return nil
}
