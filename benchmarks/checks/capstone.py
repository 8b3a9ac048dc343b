"""Capstone: takes machine code of many processors apart.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import struct
from capstone import *
from capstone.x86 import X86_OP_IMM, X86_OP_MEM, X86_REG_RAX, X86_REG_RSP
from capstone.arm64 import ARM64_OP_REG
x86 = Cs(CS_ARCH_X86, CS_MODE_64); x86.detail = True
code = bytes.fromhex("55" "4889e5" "488b442408" "4883c00c" "e800000000" "0f84f0ffffff" "c3")
found = list(x86.disasm(code, 0x1000))
assert [f"{i.mnemonic} {i.op_str}".strip() for i in found] == ["push rbp", "mov rbp, rsp", "mov rax, qword ptr [rsp + 8]", "add rax, 0xc", "call 0x1012", "je 0x1008", "ret"], found
assert [i.address for i in found][:4] == [0x1000, 0x1001, 0x1004, 0x1009] and sum(i.size for i in found) == len(code)
move, add = found[2], found[3]
assert move.operands[1].type == X86_OP_MEM and move.operands[1].mem.base == X86_REG_RSP and move.operands[1].mem.disp == 8
assert add.operands[0].reg == X86_REG_RAX and add.operands[1].type == X86_OP_IMM and add.operands[1].imm == 12
assert found[4].group(CS_GRP_CALL) and found[5].group(CS_GRP_JUMP) and found[6].group(CS_GRP_RET)
read, written = add.regs_access(); assert X86_REG_RAX in read and X86_REG_RAX in written and "rflags" in [add.reg_name(r) for r in written]
x86.syntax = CS_OPT_SYNTAX_ATT
assert [f"{i.mnemonic} {i.op_str}" for i in x86.disasm(code[1:4], 0)] == ["movq %rsp, %rbp"]
def text(arch, mode, code): return [f"{m} {o}".strip() for _, _, m, o in Cs(arch, mode).disasm_lite(code, 0x1000)]
assert text(CS_ARCH_ARM64, CS_MODE_ARM, struct.pack("<2I", 0x8B020020, 0xD65F03C0)) == ["add x0, x1, x2", "ret"]
assert text(CS_ARCH_ARM, CS_MODE_ARM, struct.pack("<I", 0xE1A00001)) == ["mov r0, r1"]
assert text(CS_ARCH_ARM, CS_MODE_THUMB, struct.pack("<H", 0x4770)) == ["bx lr"]
assert text(CS_ARCH_MIPS, CS_MODE_MIPS32 | CS_MODE_BIG_ENDIAN, struct.pack(">I", 0x27BDFFE8)) == ["addiu $sp, $sp, -0x18"]
assert text(CS_ARCH_PPC, CS_MODE_32 | CS_MODE_BIG_ENDIAN, struct.pack(">I", 0x4E800020)) == ["blr"]
assert text(CS_ARCH_RISCV, CS_MODE_RISCV64, struct.pack("<I", 0x00000513)) in (["mv a0, zero"], ["addi a0, zero, 0"], ["li a0, 0"])
arm = Cs(CS_ARCH_ARM64, CS_MODE_ARM); arm.detail = True
assert [o.type for o in next(arm.disasm(struct.pack("<I", 0x8B020020), 0)).operands] == [ARM64_OP_REG] * 3
x86.skipdata = True; x86.syntax = CS_OPT_SYNTAX_INTEL
assert [i.mnemonic for i in x86.disasm(b"\x06\x90", 0)] == [".byte", "nop"]
