#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
# A bad network between two tun devices, for kernels without netem: carries IP packets from one to
# the other, loses some, delays all. FILE holds "LOSS-PERCENT DELAY-MS JITTER-MS" and is read again
# when it changes. Usage: relay.py FILE DEVICE DEVICE; says "ready" when both devices are there.
import fcntl, heapq, os, random, select, struct, sys, time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000


def tun(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def weather(path, last):
    try:
        changed = os.stat(path).st_mtime_ns
        if changed != last[0]:
            last[:] = [changed] + [float(word) for word in open(path).read().split()]
    except (OSError, ValueError):
        pass  # being written
    return last[1:]


def main():
    path, ends = sys.argv[1], [tun(sys.argv[2]), tun(sys.argv[3])]
    print("ready", flush=True)
    chance, queue, order, last = random.Random(1), [], 0, [0, 0.0, 0.0, 0.0]
    while True:
        wait = max(0.0, queue[0][0] - time.monotonic()) if queue else 0.05
        for fd in select.select(ends, [], [], min(wait, 0.05))[0]:
            try:
                packet = os.read(fd, 65536)
            except OSError:
                continue  # the device is down
            loss, delay, jitter = weather(path, last)
            if chance.random() * 100 < loss:
                continue
            order += 1
            due = time.monotonic() + (delay + chance.random() * jitter) / 1000
            heapq.heappush(queue, (due, order, ends[1 - ends.index(fd)], packet))
        while queue and queue[0][0] <= time.monotonic():
            _, _, fd, packet = heapq.heappop(queue)
            try:
                os.write(fd, packet)
            except OSError:
                pass  # as a wire that was pulled out


main()
