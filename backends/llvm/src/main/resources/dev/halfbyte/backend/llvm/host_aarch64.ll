; Serves calls of generated libraries without any C library: requests, answers and buffers are those
; of host_x86_64.c, with three differences.
;
; Load: 1, bytes of the image, number of segments, offsets of init, variant, workspace_bytes and run,
; for each segment its offset, bytes and protection (1 read, 2 write, 4 execute), then the image: the
; memory of a position independent library that needs no relocation.
;
; The slots are shares of each loop that run one after another, the last one first. Nanoseconds are
; 0. The float control bits that would change results are those of FPCR.
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i8:8:32-i16:16:32-i64:64-i128:128-n32:64-S128-Fn32"
target triple = "aarch64-unknown-linux-gnu"

module asm ".globl _start"
module asm "_start:"
module asm "  mov x29, xzr"
module asm "  mov x30, xzr"
module asm "  bl hb_host"

; Address and bytes of the image; addresses of init, variant, workspace_bytes, run.
@kernel = internal global [6 x i64] zeroinitializer

; First accessible byte, accessible bytes, data, bytes of data.
%buffer = type { ptr, i64, ptr, i64 }

declare i64 @llvm.aarch64.get.fpcr()
declare void @llvm.aarch64.set.fpcr(i64)

define internal i64 @call(i64 %number, i64 %a, i64 %b, i64 %c, i64 %d) #0 {
  %r = call i64 asm sideeffect "svc #0", "={x0},{x8},{x0},{x1},{x2},{x3},{x4},{x5},~{memory}"(i64 %number, i64 %a, i64 %b, i64 %c, i64 %d, i64 -1, i64 0)
  ret i64 %r
}

define internal void @exit(i64 %status) #0 {
  %r = call i64 @call(i64 93, i64 %status, i64 0, i64 0, i64 0)
  unreachable
}

; New pages, zeroed.
define internal ptr @map(i64 %bytes, i64 %protection) #0 {
  %address = call i64 @call(i64 222, i64 0, i64 %bytes, i64 %protection, i64 34)
  %failed = icmp slt i64 %address, 0
  br i1 %failed, label %stop, label %done
stop:
  call void @exit(i64 2)
  unreachable
done:
  %memory = inttoptr i64 %address to ptr
  ret ptr %memory
}

define internal void @unmap(ptr %memory, i64 %bytes) #0 {
  %address = ptrtoint ptr %memory to i64
  %r = call i64 @call(i64 215, i64 %address, i64 %bytes, i64 0, i64 0)
  ret void
}

define internal void @protect(ptr %memory, i64 %bytes, i64 %protection) #0 {
  %address = ptrtoint ptr %memory to i64
  %r = call i64 @call(i64 226, i64 %address, i64 %bytes, i64 %protection, i64 0)
  %failed = icmp slt i64 %r, 0
  br i1 %failed, label %stop, label %done
stop:
  call void @exit(i64 2)
  unreachable
done:
  ret void
}

; Moves bytes by system call %number on descriptor %file; gives how many before the end of file.
define internal i64 @transfer(i64 %number, i64 %file, ptr %memory, i64 %bytes) #0 {
start:
  br label %loop
loop:
  %done = phi i64 [ 0, %start ], [ %total, %more ]
  %left = sub i64 %bytes, %done
  %complete = icmp eq i64 %left, 0
  br i1 %complete, label %exit, label %more
more:
  %at = getelementptr i8, ptr %memory, i64 %done
  %address = ptrtoint ptr %at to i64
  %moved = call i64 @call(i64 %number, i64 %file, i64 %address, i64 %left, i64 0)
  %total = add i64 %done, %moved
  %ended = icmp sle i64 %moved, 0
  br i1 %ended, label %exit, label %loop
exit:
  ret i64 %done
}

define internal void @read(ptr %memory, i64 %bytes) #0 {
  %got = call i64 @transfer(i64 63, i64 0, ptr %memory, i64 %bytes)
  %all = icmp eq i64 %got, %bytes
  br i1 %all, label %done, label %stop
stop:
  call void @exit(i64 3)
  unreachable
done:
  ret void
}

define internal void @write(ptr %memory, i64 %bytes) #0 {
  %got = call i64 @transfer(i64 64, i64 1, ptr %memory, i64 %bytes)
  %all = icmp eq i64 %got, %bytes
  br i1 %all, label %done, label %stop
stop:
  call void @exit(i64 4)
  unreachable
done:
  ret void
}

define internal i64 @word(ptr %words, i64 %index) #0 {
  %at = getelementptr i64, ptr %words, i64 %index
  %value = load i64, ptr %at
  ret i64 %value
}

define internal void @fill(ptr %to, i64 %bytes, i64 %byte) #0 {
start:
  %value = trunc i64 %byte to i8
  br label %loop
loop:
  %i = phi i64 [ 0, %start ], [ %next, %body ]
  %more = icmp slt i64 %i, %bytes
  br i1 %more, label %body, label %done
body:
  %at = getelementptr i8, ptr %to, i64 %i
  store i8 %value, ptr %at
  %next = add i64 %i, 1
  br label %loop
done:
  ret void
}

define internal void @copy(ptr noalias %to, ptr noalias %from, i64 %bytes) #0 {
start:
  br label %loop
loop:
  %i = phi i64 [ 0, %start ], [ %next, %body ]
  %more = icmp slt i64 %i, %bytes
  br i1 %more, label %body, label %done
body:
  %source = getelementptr i8, ptr %from, i64 %i
  %value = load i8, ptr %source
  %at = getelementptr i8, ptr %to, i64 %i
  store i8 %value, ptr %at
  %next = add i64 %i, 1
  br label %loop
done:
  ret void
}

; Whether bytes %begin .. %end-1 hold guards.
define internal i1 @guarded(ptr %memory, i64 %begin, i64 %end) #0 {
start:
  br label %loop
loop:
  %i = phi i64 [ %begin, %start ], [ %next, %body ]
  %difference = phi i8 [ 0, %start ], [ %sum, %body ]
  %more = icmp slt i64 %i, %end
  br i1 %more, label %body, label %done
body:
  %at = getelementptr i8, ptr %memory, i64 %i
  %value = load i8, ptr %at
  %bits = xor i8 %value, 92
  %sum = or i8 %difference, %bits
  %next = add i64 %i, 1
  br label %loop
done:
  %same = icmp eq i8 %difference, 0
  ret i1 %same
}

define internal i1 @equal(ptr %a, ptr %b, i64 %bytes) #0 {
start:
  br label %loop
loop:
  %i = phi i64 [ 0, %start ], [ %next, %body ]
  %difference = phi i8 [ 0, %start ], [ %sum, %body ]
  %more = icmp slt i64 %i, %bytes
  br i1 %more, label %body, label %done
body:
  %at.a = getelementptr i8, ptr %a, i64 %i
  %at.b = getelementptr i8, ptr %b, i64 %i
  %value.a = load i8, ptr %at.a
  %value.b = load i8, ptr %at.b
  %bits = xor i8 %value.a, %value.b
  %sum = or i8 %difference, %bits
  %next = add i64 %i, 1
  br label %loop
done:
  %same = icmp eq i8 %difference, 0
  ret i1 %same
}

define internal ptr @new_buffer(ptr %buffer, i64 %bytes, i64 %placement, i64 %alignment, i64 %fill) #0 {
  %more = add i64 %bytes, 4223
  %span = and i64 %more, -4096
  %all.bytes = add i64 %span, 8192
  %all = call ptr @map(i64 %all.bytes, i64 0)
  %pages = getelementptr i8, ptr %all, i64 4096
  call void @protect(ptr %pages, i64 %span, i64 3)
  %room = sub i64 %span, %bytes
  %mask = sub i64 0, %alignment
  %last = and i64 %room, %mask
  %aligned = icmp eq i64 %placement, 0
  %lead = select i1 %aligned, i64 64, i64 %last
  call void @fill(ptr %pages, i64 %span, i64 92)
  %data = getelementptr i8, ptr %pages, i64 %lead
  call void @fill(ptr %data, i64 %bytes, i64 %fill)
  %with.pages = insertvalue %buffer poison, ptr %pages, 0
  %with.span = insertvalue %buffer %with.pages, i64 %span, 1
  %with.data = insertvalue %buffer %with.span, ptr %data, 2
  %whole = insertvalue %buffer %with.data, i64 %bytes, 3
  store %buffer %whole, ptr %buffer
  ret ptr %data
}

define internal i1 @intact(ptr %buffer) #0 {
  %value = load %buffer, ptr %buffer
  %pages = extractvalue %buffer %value, 0
  %span = extractvalue %buffer %value, 1
  %data = extractvalue %buffer %value, 2
  %bytes = extractvalue %buffer %value, 3
  %from = ptrtoint ptr %pages to i64
  %to = ptrtoint ptr %data to i64
  %lead = sub i64 %to, %from
  %end = add i64 %lead, %bytes
  %before = call i1 @guarded(ptr %pages, i64 0, i64 %lead)
  %behind = call i1 @guarded(ptr %pages, i64 %end, i64 %span)
  %both = and i1 %before, %behind
  ret i1 %both
}

define internal void @drop(ptr %buffer) #0 {
  %value = load %buffer, ptr %buffer
  %pages = extractvalue %buffer %value, 0
  %span = extractvalue %buffer %value, 1
  %all = getelementptr i8, ptr %pages, i64 -4096
  %all.bytes = add i64 %span, 8192
  call void @unmap(ptr %all, i64 %all.bytes)
  ret void
}

; Makes a buffer for every argument and fills the inputs from %data.
define internal void @arguments(ptr %words, ptr %table, i64 %count, ptr %data, ptr %buffers, ptr %args) #0 {
start:
  %fill = call i64 @word(ptr %words, i64 3)
  %placement = call i64 @word(ptr %words, i64 4)
  br label %loop
loop:
  %i = phi i64 [ 0, %start ], [ %i.next, %next ]
  %from = phi ptr [ %data, %start ], [ %from.next, %next ]
  %more = icmp slt i64 %i, %count
  br i1 %more, label %body, label %done
body:
  %entry = getelementptr [2 x i64], ptr %table, i64 %i
  %direction = call i64 @word(ptr %entry, i64 0)
  %bytes = call i64 @word(ptr %entry, i64 1)
  %buffer = getelementptr %buffer, ptr %buffers, i64 %i
  %memory = call ptr @new_buffer(ptr %buffer, i64 %bytes, i64 %placement, i64 1, i64 %fill)
  %at = getelementptr ptr, ptr %args, i64 %i
  store ptr %memory, ptr %at
  %input = icmp eq i64 %direction, 0
  br i1 %input, label %give, label %next
give:
  call void @copy(ptr %memory, ptr %from, i64 %bytes)
  br label %next
next:
  %taken = select i1 %input, i64 %bytes, i64 0
  %from.next = getelementptr i8, ptr %from, i64 %taken
  %i.next = add i64 %i, 1
  br label %loop
done:
  ret void
}

; Status of the guards and inputs after a run; the number of the buffer goes to %detail.
define internal i64 @check(ptr %table, i64 %count, ptr %data, ptr %buffers, ptr %detail) #0 {
start:
  br label %loop
loop:
  %i = phi i64 [ 0, %start ], [ %i.next, %next ]
  %from = phi ptr [ %data, %start ], [ %from.next, %next ]
  store i64 %i, ptr %detail
  %buffer = getelementptr %buffer, ptr %buffers, i64 %i
  %whole = call i1 @intact(ptr %buffer)
  br i1 %whole, label %guarded, label %beside
beside:
  ret i64 98
guarded:
  %more = icmp slt i64 %i, %count
  br i1 %more, label %body, label %done
body:
  %entry = getelementptr [2 x i64], ptr %table, i64 %i
  %direction = call i64 @word(ptr %entry, i64 0)
  %bytes = call i64 @word(ptr %entry, i64 1)
  %input = icmp eq i64 %direction, 0
  br i1 %input, label %compare, label %next
compare:
  %at = getelementptr %buffer, ptr %buffer, i64 0, i32 2
  %memory = load ptr, ptr %at
  %same = call i1 @equal(ptr %memory, ptr %from, i64 %bytes)
  br i1 %same, label %next, label %changed
changed:
  ret i64 97
next:
  %taken = select i1 %input, i64 %bytes, i64 0
  %from.next = getelementptr i8, ptr %from, i64 %taken
  %i.next = add i64 %i, 1
  br label %loop
done:
  store i64 0, ptr %detail
  ret i64 0
}

; Writes the bytes of all outputs, or only adds them up.
define internal i64 @outputs(ptr %table, i64 %count, ptr %args, i1 %write) #0 {
start:
  br label %loop
loop:
  %i = phi i64 [ 0, %start ], [ %i.next, %next ]
  %sum = phi i64 [ 0, %start ], [ %sum.next, %next ]
  %more = icmp slt i64 %i, %count
  br i1 %more, label %body, label %done
body:
  %entry = getelementptr [2 x i64], ptr %table, i64 %i
  %direction = call i64 @word(ptr %entry, i64 0)
  %bytes = call i64 @word(ptr %entry, i64 1)
  %output = icmp eq i64 %direction, 1
  %wanted = and i1 %output, %write
  br i1 %wanted, label %give, label %next
give:
  %at = getelementptr ptr, ptr %args, i64 %i
  %memory = load ptr, ptr %at
  call void @write(ptr %memory, i64 %bytes)
  br label %next
next:
  %counted = select i1 %output, i64 %bytes, i64 0
  %sum.next = add i64 %sum, %counted
  %i.next = add i64 %i, 1
  br label %loop
done:
  ret i64 %sum
}

define internal void @drop_all(ptr %buffers, i64 %count) #0 {
start:
  br label %loop
loop:
  %i = phi i64 [ 0, %start ], [ %i.next, %body ]
  %more = icmp slt i64 %i, %count
  br i1 %more, label %body, label %done
body:
  %buffer = getelementptr %buffer, ptr %buffers, i64 %i
  call void @drop(ptr %buffer)
  %i.next = add i64 %i, 1
  br label %loop
done:
  ret void
}

; Copies a name of up to 15 letters.
define internal void @name(ptr %from, ptr %to) #0 {
start:
  br label %loop
loop:
  %i = phi i64 [ 0, %start ], [ %i.next, %copy ]
  %at = getelementptr i8, ptr %from, i64 %i
  %letter = load i8, ptr %at
  %ended = icmp eq i8 %letter, 0
  %full = icmp eq i64 %i, 15
  %end = or i1 %ended, %full
  br i1 %end, label %done, label %copy
copy:
  %place = getelementptr i8, ptr %to, i64 %i
  store i8 %letter, ptr %place
  %i.next = add i64 %i, 1
  br label %loop
done:
  ret void
}

; %pool is the number of slots and whether a share lost the float control word.
define internal void @parallel_for(ptr %pool, i64 %count, ptr %body, ptr %closure) #0 {
start:
  %slots = call i64 @word(ptr %pool, i64 0)
  br label %loop
loop:
  %s = phi i64 [ %slots, %start ], [ %before, %share ]
  %more = icmp sgt i64 %s, 0
  br i1 %more, label %share, label %done
share:
  %before = sub i64 %s, 1
  %begin.all = mul i64 %count, %before
  %begin = sdiv i64 %begin.all, %slots
  %end.all = mul i64 %count, %s
  %end = sdiv i64 %end.all, %slots
  call void @llvm.aarch64.set.fpcr(i64 29360128)
  call void %body(ptr %closure, i64 %begin, i64 %end)
  call void @note_control_word(ptr %pool)
  br label %loop
done:
  ret void
}

define internal void @note_control_word(ptr %pool) #0 {
  %after = call i64 @llvm.aarch64.get.fpcr()
  %lost = icmp ne i64 %after, 29360128
  br i1 %lost, label %note, label %done
note:
  %flag = getelementptr i64, ptr %pool, i64 1
  store i64 1, ptr %flag
  br label %done
done:
  ret void
}

; Calls the kernel; the workspace becomes buffer %count.
define internal i64 @run(ptr %words, ptr %context, ptr %dims, ptr %table, i64 %count, ptr %data, ptr %buffers, ptr %args, ptr %detail) #0 {
  %pool = alloca [2 x i64]
  %workspace.bytes = call ptr @entry(i64 4)
  %bytes = call i64 %workspace.bytes(ptr %dims)
  %refused = icmp slt i64 %bytes, 0
  br i1 %refused, label %bad, label %good
bad:
  %negated = sub i64 0, %bytes
  ret i64 %negated
good:
  %slots = call i64 @word(ptr %words, i64 2)
  %fill = call i64 @word(ptr %words, i64 3)
  %placement = call i64 @word(ptr %words, i64 4)
  %buffer = getelementptr %buffer, ptr %buffers, i64 %count
  %workspace = call ptr @new_buffer(ptr %buffer, i64 %bytes, i64 %placement, i64 64, i64 %fill)
  store [2 x i64] zeroinitializer, ptr %pool
  store i64 %slots, ptr %pool
  %several = icmp sgt i64 %slots, 1
  %parallel.for = select i1 %several, ptr @parallel_for, ptr null
  %function = call ptr @entry(i64 5)
  call void @llvm.aarch64.set.fpcr(i64 29360128)
  %result = call i32 %function(ptr %context, ptr %args, ptr %dims, ptr %workspace, ptr %parallel.for, ptr %pool)
  call void @note_control_word(ptr %pool)
  call void @llvm.aarch64.set.fpcr(i64 0)
  %failed = icmp ne i32 %result, 0
  br i1 %failed, label %status, label %control
status:
  %wide = sext i32 %result to i64
  br label %done
control:
  %flag = call i64 @word(ptr %pool, i64 1)
  %lost = icmp ne i64 %flag, 0
  br i1 %lost, label %done, label %buffers.checked
buffers.checked:
  %checked = call i64 @check(ptr %table, i64 %count, ptr %data, ptr %buffers, ptr %detail)
  br label %done
done:
  %outcome = phi i64 [ %wide, %status ], [ 99, %control ], [ %checked, %buffers.checked ]
  call void @drop(ptr %buffer)
  ret i64 %outcome
}

define internal ptr @entry(i64 %which) #0 {
  %address = call i64 @word(ptr @kernel, i64 %which)
  %memory = inttoptr i64 %address to ptr
  ret ptr %memory
}

define internal void @job(ptr %words) #0 {
  %context = alloca [3 x i64]
  %head = alloca [6 x i64]
  %features = call i64 @word(ptr %words, i64 1)
  %dim.count = call i64 @word(ptr %words, i64 5)
  %count = call i64 @word(ptr %words, i64 6)
  %dims = getelementptr i64, ptr %words, i64 7
  %table = getelementptr i64, ptr %dims, i64 %dim.count
  %data = getelementptr [2 x i64], ptr %table, i64 %count
  %one.more = add i64 %count, 1
  %list.bytes = mul i64 %one.more, 40
  %buffers = call ptr @map(i64 %list.bytes, i64 3)
  %args = getelementptr %buffer, ptr %buffers, i64 %one.more
  call void @arguments(ptr %words, ptr %table, i64 %count, ptr %data, ptr %buffers, ptr %args)
  store [6 x i64] zeroinitializer, ptr %head
  %status = getelementptr i64, ptr %head, i64 1
  %detail = getelementptr i64, ptr %head, i64 2
  %init = call ptr @entry(i64 2)
  %started = call i32 %init(ptr %context, i64 %features, ptr null)
  %started.wide = sext i32 %started to i64
  store i64 %started.wide, ptr %status
  %ready = icmp eq i32 %started, 0
  br i1 %ready, label %go, label %tell
go:
  %variant = call ptr @entry(i64 3)
  %own.name = call ptr %variant(ptr %context)
  %name = getelementptr i64, ptr %head, i64 3
  call void @name(ptr %own.name, ptr %name)
  %workspace.bytes = call ptr @entry(i64 4)
  %needed = call i64 %workspace.bytes(ptr %dims)
  %workspace = getelementptr i64, ptr %head, i64 5
  store i64 %needed, ptr %workspace
  %ran = call i64 @run(ptr %words, ptr %context, ptr %dims, ptr %table, i64 %count, ptr %data, ptr %buffers, ptr %args, ptr %detail)
  store i64 %ran, ptr %status
  br label %tell
tell:
  %final = load i64, ptr %status
  %ok = icmp eq i64 %final, 0
  %output.bytes = call i64 @outputs(ptr %table, i64 %count, ptr %args, i1 false)
  %given = select i1 %ok, i64 %output.bytes, i64 0
  %frame = add i64 %given, 40
  store i64 %frame, ptr %head
  call void @write(ptr %head, i64 48)
  %written = call i64 @outputs(ptr %table, i64 %count, ptr %args, i1 %ok)
  call void @drop_all(ptr %buffers, i64 %count)
  call void @unmap(ptr %buffers, i64 %list.bytes)
  ret void
}

define internal void @unload() #0 {
  %image = call ptr @entry(i64 0)
  %none = icmp eq ptr %image, null
  br i1 %none, label %done, label %drop
drop:
  %bytes = call i64 @word(ptr @kernel, i64 1)
  call void @unmap(ptr %image, i64 %bytes)
  br label %done
done:
  ret void
}

define internal void @set_entry(i64 %which, i64 %value) #0 {
  %at = getelementptr i64, ptr @kernel, i64 %which
  store i64 %value, ptr %at
  ret void
}

define internal void @load(ptr %words) #0 {
start:
  %answer = alloca [2 x i64]
  call void @unload()
  %bytes = call i64 @word(ptr %words, i64 1)
  %segments = call i64 @word(ptr %words, i64 2)
  %table = getelementptr i64, ptr %words, i64 7
  %content = getelementptr [3 x i64], ptr %table, i64 %segments
  %image = call ptr @map(i64 %bytes, i64 3)
  call void @copy(ptr %image, ptr %content, i64 %bytes)
  %base = ptrtoint ptr %image to i64
  call void @set_entry(i64 0, i64 %base)
  call void @set_entry(i64 1, i64 %bytes)
  br label %entries
entries:
  %e = phi i64 [ 2, %start ], [ %e.next, %entries ]
  %e.word = add i64 %e, 1
  %offset = call i64 @word(ptr %words, i64 %e.word)
  %address = add i64 %base, %offset
  call void @set_entry(i64 %e, i64 %address)
  %e.next = add i64 %e, 1
  %e.more = icmp slt i64 %e.next, 6
  br i1 %e.more, label %entries, label %loop
loop:
  %i = phi i64 [ 0, %entries ], [ %i.next, %body ]
  %more = icmp slt i64 %i, %segments
  br i1 %more, label %body, label %done
body:
  %segment = getelementptr [3 x i64], ptr %table, i64 %i
  %at = call i64 @word(ptr %segment, i64 0)
  %length = call i64 @word(ptr %segment, i64 1)
  %protection = call i64 @word(ptr %segment, i64 2)
  %memory = getelementptr i8, ptr %image, i64 %at
  call void @protect(ptr %memory, i64 %length, i64 %protection)
  %i.next = add i64 %i, 1
  br label %loop
done:
  store [2 x i64] [ i64 8, i64 0 ], ptr %answer
  call void @write(ptr %answer, i64 16)
  ret void
}

define void @hb_host() #0 {
start:
  %size = alloca i64
  br label %loop
loop:
  %got = call i64 @transfer(i64 63, i64 0, ptr %size, i64 8)
  %more = icmp eq i64 %got, 8
  br i1 %more, label %body, label %end
body:
  %bytes = load i64, ptr %size
  %words = call ptr @map(i64 %bytes, i64 3)
  call void @read(ptr %words, i64 %bytes)
  %kind = call i64 @word(ptr %words, i64 0)
  %loads = icmp eq i64 %kind, 1
  br i1 %loads, label %library, label %call
library:
  call void @load(ptr %words)
  br label %next
call:
  call void @job(ptr %words)
  br label %next
next:
  call void @unmap(ptr %words, i64 %bytes)
  br label %loop
end:
  call void @exit(i64 0)
  unreachable
}

attributes #0 = { nounwind "no-builtins" }
