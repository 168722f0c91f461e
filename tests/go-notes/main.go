// A peer that Parley's notes, tiles and proofs are checked with: golang.org/x/mod/sumdb, written by others.
// It reads one request a line and answers each with one line, "ok ..." or "no ...".
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// log is an in-memory log of little-endian numbers, stored as tlog stores it.
var log []tlog.Hash

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		answer, err := handle(strings.Fields(line))
		if err != nil {
			fmt.Fprintln(out, "no", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Fprintln(out, "ok", answer)
		}
		out.Flush()
	}
}

func handle(args []string) (answer string, err error) {
	// A panic on hostile bytes is the peer's own answer to them.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	switch {
	case len(args) == 3 && args[0] == "open":
		verifier, err := note.NewVerifier(args[2])
		if err != nil {
			return "", err
		}
		opened, err := note.Open(decode(args[1]), note.VerifierList(verifier))
		if err != nil {
			return "", err
		}
		return encode([]byte(opened.Text)), nil
	case len(args) == 3 && args[0] == "sign":
		signer, err := note.NewSigner(args[2])
		if err != nil {
			return "", err
		}
		signed, err := note.Sign(&note.Note{Text: string(decode(args[1]))}, signer)
		return encode(signed), err
	case len(args) == 2 && args[0] == "checkpoint":
		tree, err := tlog.ParseTree(decode(args[1]))
		return fmt.Sprint(tree.N, " ", tree.Hash), err
	case len(args) == 3 && args[0] == "format":
		return encode(tlog.FormatTree(tlog.Tree{N: number(args[1]), Hash: hash(args[2])})), nil
	case len(args) >= 5 && args[0] == "record":
		return "", tlog.CheckRecord(hashes(args[5:]), number(args[1]), hash(args[2]), number(args[3]), hash(args[4]))
	case len(args) >= 5 && args[0] == "tree":
		return "", tlog.CheckTree(hashes(args[5:]), number(args[1]), hash(args[2]), number(args[3]), hash(args[4]))
	case len(args) == 2 && args[0] == "log":
		return "", grow(number(args[1]))
	case len(args) == 2 && args[0] == "root":
		root, err := tlog.TreeHash(number(args[1]), tlog.HashReaderFunc(read))
		return root.String(), err
	case len(args) == 3 && args[0] == "prove-record":
		proof, err := tlog.ProveRecord(number(args[1]), number(args[2]), tlog.HashReaderFunc(read))
		return format(proof), err
	case len(args) == 3 && args[0] == "prove-tree":
		proof, err := tlog.ProveTree(number(args[1]), number(args[2]), tlog.HashReaderFunc(read))
		return format(proof), err
	case len(args) == 4 && args[0] == "tile":
		tile := tlog.Tile{H: 8, L: int(number(args[1])), N: number(args[2]), W: int(number(args[3]))}
		data, err := tlog.ReadTileData(tile, tlog.HashReaderFunc(read))
		return tile.Path() + " " + encode(data), err
	}
	return "", errors.New("unknown request")
}

func grow(n int64) error {
	log = nil
	for i := int64(0); i < n; i++ {
		record := make([]byte, 4)
		binary.LittleEndian.PutUint32(record, uint32(i))
		stored, err := tlog.StoredHashes(i, record, tlog.HashReaderFunc(read))
		if err != nil {
			return err
		}
		log = append(log, stored...)
	}
	return nil
}

func read(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = log[index]
	}
	return found, nil
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func hash(text string) tlog.Hash {
	h, err := tlog.ParseHash(text)
	if err != nil {
		panic(err)
	}
	return h
}

func hashes(texts []string) (list []tlog.Hash) {
	for _, text := range texts {
		list = append(list, hash(text))
	}
	return list
}

func format(list []tlog.Hash) string {
	texts := make([]string, len(list))
	for i, h := range list {
		texts[i] = h.String()
	}
	return strings.Join(texts, " ")
}

func decode(text string) []byte {
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return bytes
}

func encode(bytes []byte) string { return base64.StdEncoding.EncodeToString(bytes) }
