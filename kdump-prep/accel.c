// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * accel.c - whether KVM can be used here; see accel.h.
 */
#include "kdump-prep/accel.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "kdump-prep/cleanup.h"

#define PAGE	 4096u
#define ADDRESS	 0x1000u
#define HLT	 0xf4

/* Has the CPU execute HLT, in real mode. */
static bool halts(int vcpu, struct kvm_run *state)
{
	struct kvm_regs regs = { .rip = ADDRESS, .rflags = 2 };
	struct kvm_sregs sregs;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return false;
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	return ioctl(vcpu, KVM_SET_SREGS, &sregs) == 0 &&
	       ioctl(vcpu, KVM_SET_REGS, &regs) == 0 &&
	       ioctl(vcpu, KVM_RUN, 0) == 0 &&
	       state->exit_reason == KVM_EXIT_HLT;
}

static bool runs(int kvm, uint8_t *code)
{
	KDP_AUTO_CLOSE int vm = ioctl(kvm, KVM_CREATE_VM, 0);
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = ADDRESS,
		.memory_size = PAGE,
		.userspace_addr = (uintptr_t)code,
	};
	KDP_AUTO_CLOSE int vcpu = -1;
	void *state;
	bool ret;
	int size;

	code[0] = HLT;
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (vm < 0 || size <= 0 ||
	    ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		return false;
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	if (vcpu < 0)
		return false;
	state = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED,
		     vcpu, 0);
	if (state == MAP_FAILED)
		return false;
	ret = halts(vcpu, state);
	munmap(state, (size_t)size);
	return ret;
}

bool kdp_accel_kvm(void)
{
	KDP_AUTO_CLOSE int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	void *code;
	bool ret;

	if (kvm < 0)
		return false;
	code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (code == MAP_FAILED)
		return false;
	ret = runs(kvm, code);
	munmap(code, PAGE);
	return ret;
}
