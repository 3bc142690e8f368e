"""The queue in front of the readers."""

from kg.web.queueing import FairQueue


def drained(queue):
    return "".join(queue.drain())


def filled(capacity, pairs):
    queue = FairQueue(capacity)
    gone = [queue.push(client, item) for client, item in pairs]
    return queue, gone


def test_one_client_is_served_in_order():
    queue, gone = filled(5, [("a", letter) for letter in "123"])
    assert (gone, len(queue), drained(queue), len(queue)) == ([None] * 3, 3, "123", 0)


def test_clients_take_turns():
    queue, _ = filled(10, [("a", "1"), ("a", "2"), ("a", "3"), ("b", "x"), ("c", "y"), ("b", "z")])
    assert drained(queue) == "1xy2z3"


def test_client_comes_last_after_its_turn():
    queue, _ = filled(10, [("a", "1"), ("a", "2"), ("b", "x")])
    assert queue.pop() == "1"
    queue.push("c", "y")
    assert drained(queue) == "x2y"


def test_full_queue_turns_away_who_has_most_in_it():
    queue, _ = filled(3, [("a", "1"), ("a", "2"), ("a", "3")])
    assert queue.push("a", "4") == "4"
    assert queue.push("b", "x") == "3"
    assert queue.push("b", "y") == "y"
    assert drained(queue) == "1x2"


def test_item_can_be_taken_out():
    queue, _ = filled(5, [("a", "1"), ("b", "x"), ("a", "2")])
    for item in ("1", "x", "gone"):
        queue.discard(item)
    assert (len(queue), drained(queue), queue.pop()) == (1, "2", None)


def test_queue_without_room_takes_nothing():
    assert filled(0, [("a", "1")])[1] == ["1"]
