// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the search for a record in a file: ELF, kdump-compressed, alone.
 */
#include "kdump-prep/vmcore.h"

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_vmcore vmcore;
	int fd = memfd_create("vmcore", MFD_CLOEXEC);

	FUZZ_CHECK(fd >= 0);
	FUZZ_CHECK(write(fd, data, size) == (ssize_t)size);
	if (fuzz_ok(kdp_vmcore_read(fd, &vmcore))) {
		FUZZ_CHECK(vmcore.record || vmcore.copy);
		kdp_vmcore_deinit(&vmcore);
	}
	close(fd);
	return 0;
}
