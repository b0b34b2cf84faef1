/// Finds a small number by the bytes that tell a series from others, without copying them.
///
/// Open addressing; what is looked up was nearly always looked up before. Bounded: a table that is full forgets everything,
/// so that names which come and go cannot fill the memory.
package struct SeriesTable {
    private struct Slot {
        var hash: UInt64 = 0
        var start = 0
        var count = 0
        var number: Int32 = -1
    }

    private var slots: [Slot]
    private var keys: [UInt8] = []
    private let capacity: Int
    private let byteCapacity: Int
    /// How many keys there are.
    package private(set) var count = 0

    /// Makes room for `capacity` keys of `byteCapacity` bytes together.
    package init(capacity: Int, byteCapacity: Int = 32 << 20) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
        self.capacity = capacity
        self.byteCapacity = byteCapacity
    }

    /// The number that was stored for `key`.
    @inline(__always)
    package func number(for key: UnsafeBufferPointer<UInt8>) -> Int32? {
        let hash = Self.hash(key)
        var position = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[position].number >= 0 {
            let slot = slots[position]
            if slot.hash == hash, slot.count == key.count, matches(slot, key) { return slot.number }
            position = (position + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Stores a number for `key`, which must not be there yet.
    ///
    /// - Returns: Whether everything else had to be forgotten.
    package mutating func insert(_ key: UnsafeBufferPointer<UInt8>, number: Int32) -> Bool {
        precondition(number >= 0, "numbers count from 0")
        let isFull = count >= capacity || keys.count + key.count > byteCapacity
        if isFull { removeAll() }
        let hash = Self.hash(key)
        var position = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[position].number >= 0 { position = (position + 1) & (slots.count - 1) }
        slots[position] = Slot(hash: hash, start: keys.count, count: key.count, number: number)
        keys.append(contentsOf: key)
        count += 1
        return isFull
    }

    /// Forgets everything.
    package mutating func removeAll() {
        for position in slots.indices { slots[position] = Slot() }
        keys.removeAll(keepingCapacity: true)
        count = 0
    }

    @inline(__always)
    private func matches(_ slot: Slot, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        keys.withUnsafeBufferPointer { keys in
            for offset in 0..<key.count where keys[slot.start + offset] != key[offset] { return false }
            return true
        }
    }

    /// Eight bytes at a time, each multiplied and folded.
    ///
    /// Chosen keys can collide; they cost time, never a wrong answer.
    @inline(__always)
    private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: key.count)
        let raw = UnsafeRawBufferPointer(key)
        var position = 0
        while position + 8 <= raw.count {
            hash = fold(hash ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            position += 8
        }
        var rest: UInt64 = 0
        while position < raw.count {
            rest = rest << 8 | UInt64(raw[position])
            position += 1
        }
        return fold(hash ^ rest)
    }

    @inline(__always)
    private static func fold(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }
}
