// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes the parser of the program headers of /proc/kcore.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "kdump-prep/kernel_info.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("kcore", MFD_CLOEXEC);
	struct kdp_kcore kcore;

	FUZZ_CHECK(fd >= 0);
	FUZZ_CHECK(write(fd, data, size) == (ssize_t)size);
	fuzz_ok(kdp_kcore_parse(fd, &kcore));
	close(fd);
	return 0;
}
